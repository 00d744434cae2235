// Where the faults of a plan enter the server: calls outside sessions, and upgrades with the session behind them.
// In: a request and its sockets. Out: what is due on it, with hands on its wire. A server without a plan has none.
import type { ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { matchEndpoint, parseQuery, splitTarget } from '../core/pbs/index.js';
import { FaultEngine, type FaultPlan, type SessionKind } from './faults/index.js';
import {
  type CallFaults,
  noFaults,
  normalizePath,
  pause,
  prepareFaults,
  restHands,
  type Sockets,
  SteeredConnection,
  type SteeredUpgrade,
} from './transport/index.js';

interface RequestLine {
  readonly method: string;
  readonly target: string;
}

export class Injection {
  readonly #engine: FaultEngine | null;
  readonly #log: (line: string) => void;
  readonly #sockets = new WeakMap<Socket, Sockets>();

  constructor(plan: FaultPlan | null, log: (line: string) => void) {
    this.#engine = plan === null ? null : new FaultEngine(plan);
    this.#log = log;
  }

  /** Node's HTTP hands out the TLS socket alone; faults also need what is under it. */
  know(sockets: Sockets): void {
    this.#sockets.set(sockets.tls, sockets);
  }

  onRest({ method, target }: RequestLine, socket: Socket | undefined, stream: ServerHttp2Stream | null): CallFaults {
    const sockets = socket === undefined ? undefined : this.#sockets.get(socket);
    const path = normalizePath(splitTarget(target).path) ?? '';
    const endpoint = matchEndpoint('rest', method, path);
    if (this.#engine === null || sockets === undefined || endpoint === null || endpoint.reply === 'upgrade')
      return noFaults;
    const ended = new AbortController();
    sockets.tls.once('close', () => ended.abort());
    return prepareFaults(this.#engine.onRest(endpoint.operation, path), {
      hands: {
        pause: (durationMs) => pause(durationMs, ended.signal),
        stream: stream === null ? null : { id: stream.id ?? 0, reset: (code) => stream.close(code) },
        connection: restHands(sockets, () => ended.abort()),
      },
      isOver: () => ended.signal.aborted,
      log: this.#log,
    });
  }

  /** Null where the request opens no session, or its connection is gone. */
  onUpgrade({ method, target }: RequestLine, socket: Socket): SteeredUpgrade | null {
    const sockets = this.#sockets.get(socket);
    const { path: rawPath, query } = splitTarget(target);
    const path = normalizePath(rawPath) ?? '';
    const operation = matchEndpoint('rest', method, path)?.operation;
    if (sockets === undefined || (operation !== 'openBackup' && operation !== 'openReader')) return null;
    const connection = new SteeredConnection(sockets);
    if (this.#engine === null) return { faults: null, connection, due: noFaults };
    const { due, session } = this.#engine.onUpgrade(operation, path, kindOf(operation, query));
    const hands = { pause: (ms: number) => pause(ms, connection.signal), stream: null, connection };
    const isOver = (): boolean => connection.signal.aborted;
    return { faults: session, connection, due: prepareFaults(due, { hands, isOver, log: this.#log }) };
  }
}

function kindOf(operation: 'openBackup' | 'openReader', query: string): SessionKind {
  if (operation === 'openReader') return 'restore';
  return parseQuery(query).some(([name, value]) => name === 'benchmark' && /^(?:1|true)$/.test(value))
    ? 'benchmark'
    : 'backup';
}
