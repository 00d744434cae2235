// The live source: listens, admits connections within bounds, serves each (connection.ts), stops. In: RelayOptions. Out: a running
// relay; WireEvents to `observe`, sentences for the operator to `onNotice`. Interprets no application bytes.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createClientTls } from './client-leg.js';
import { type Serving, type Surroundings, serveConnection } from './connection.js';
import { explainListenError } from './listen-failure.js';
import { createNotices } from './notices.js';
import { defaultLimits, type HostPort, type RelayLimits, type RelayOptions } from './relay-options.js';
import { createRoutes } from './routes.js';
import { createSweeper } from './sweeper.js';
import { createTap } from './tap.js';

export interface Relay {
  readonly address: HostPort;
  /** SHA-256 of the certificate that clients see. */
  readonly fingerprint: string;
  readonly openConnectionCount: number;
  /** No new connections; `drain` waits for the open ones, `now` resets them. */
  stop(how: 'drain' | 'now'): Promise<void>;
}

/** Refused connections are told of together, not more often than this: a flood must not fill the trace. */
const tellRefusedEveryMs = 1_000;

/** An aborted connection ends within a turn or two; should one not, the report must still be printed. */
const abortPatienceMs = 2_000;

async function waitAtMost(settled: Promise<unknown>, patienceMs: number): Promise<void> {
  const giveUp = new AbortController();
  await Promise.race([settled, delay(patienceMs, undefined, { signal: giveUp.signal }).catch(() => undefined)]);
  giveUp.abort();
}

/** Rejects with OperatorFault. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const limits: RelayLimits = { ...defaultLimits, ...options.limits };
  const around = createSurroundings(options, limits);
  const gate = createGate(options, limits);
  const open = new Set<Serving>();
  const server = createServer({ allowHalfOpen: true }, (tcp) => {
    if (!gate.admit(tcp, open.size)) return;
    const serving = serveConnection(tcp, around);
    open.add(serving);
    serving.handshaken.then(gate.handshakeDone);
    serving.ended.finally(() => open.delete(serving));
  });
  await listen(server, options.listen);
  server.on('error', (error) => {
    const sentence = `New connections cannot be taken at the moment (${error.message}).`;
    options.onNotice({ code: 'relay/accept', sentence, nextStep: 'Check the limit of open files (ulimit -n).' });
  });
  const bound = server.address() as AddressInfo;
  return {
    address: { host: options.listen.host, port: bound.port },
    fingerprint: options.certificates.leaf().fingerprint,
    get openConnectionCount() {
      return open.size;
    },
    async stop(how) {
      const closed = new Promise((resolve) => server.close(resolve));
      if (how === 'now') for (const serving of open) serving.abort();
      const ended = Promise.all([closed, ...[...open].map((serving) => serving.ended)]);
      await (how === 'now' ? waitAtMost(ended, abortPatienceMs) : ended);
      gate.tellRefused();
    },
  };
}

async function listen(server: Server, address: HostPort): Promise<void> {
  server.listen(address.port, address.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw await explainListenError(error as NodeJS.ErrnoException, address);
  }
}

function createSurroundings(options: RelayOptions, limits: RelayLimits): Surroundings {
  const { certificates, clock, onKeylog } = options;
  const notices = createNotices(options.onNotice);
  let connectionCount = 0;
  return {
    routes: createRoutes(options, limits),
    clientTls: createClientTls({
      certificates,
      certificateFor: options.certificateFor ?? 'one-leaf',
      timeoutMs: limits.handshakeTimeoutMs,
      onKeylog,
    }),
    entry: options.entry ?? 'direct',
    handshakeTimeoutMs: limits.handshakeTimeoutMs,
    sweeper: createSweeper(),
    notices,
    createTap() {
      connectionCount += 1;
      const connection = connectionCount;
      return createTap({
        connection,
        nowMs: clock.nowMs,
        observe: options.observe,
        onDetached: (error) =>
          notices.say({
            code: 'relay/observer-failed',
            sentence: `Connection ${connection} is relayed but no longer decoded (${error instanceof Error ? error.message : String(error)}).`,
            nextStep: 'Please report it with the trace.',
          }),
      });
    },
  };
}

interface Gate {
  /** False: the bounds are reached, the socket has been reset. */
  admit(tcp: Socket, openCount: number): boolean;
  handshakeDone(): void;
  tellRefused(): void;
}

function createGate({ clock, observe, onNotice }: RelayOptions, limits: RelayLimits): Gate {
  const tap = createTap({ connection: 0, nowMs: clock.nowMs, observe, onDetached: () => undefined });
  const notices = createNotices(onNotice);
  let handshakeCount = 0;
  let untoldCount = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;

  const tellRefused = (): void => {
    if (untoldCount === 0) return;
    const detail = `${untoldCount} connections refused: ${limits.maxConnectionCount} open or ${limits.maxHandshakeCount} in their handshakes is the bound`;
    tap.tell({ kind: 'problem', code: 'relay/limit', direction: null, stream: null, detail });
    toldAtMs = clock.nowMs();
    untoldCount = 0;
  };
  return {
    admit(tcp, openCount) {
      if (openCount < limits.maxConnectionCount && handshakeCount < limits.maxHandshakeCount) {
        handshakeCount += 1;
        return true;
      }
      tcp.on('error', () => undefined);
      tcp.resetAndDestroy();
      untoldCount += 1;
      if (clock.nowMs() - toldAtMs >= tellRefusedEveryMs) tellRefused();
      notices.say({
        code: 'relay/limit',
        sentence: 'Connections are refused: too many are open.',
        nextStep: 'Close some, or find out who opens them.',
      });
      return false;
    },
    handshakeDone() {
      handshakeCount -= 1;
    },
    tellRefused,
  };
}
