// One accepted connection from its first decrypted byte: HTTP/1.1 requests, REST over prior-knowledge HTTP/2, upgrades.
// In: sockets behind TLS. Out: replies, running sessions. Keeps the sessions, so that a stop can wait for them.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CredentialHeaders } from './accounts/index.js';
import type { Answer } from './api/index.js';
import { describeDiskError, isDiskError } from './datastore/index.js';
import type { FaultPlan } from './faults/index.js';
import { Injection } from './injection.js';
import { isRefusal, type Outcome, type Refusal, refuse } from './refusal.js';
import { rejectHead } from './reject-head.js';
import {
  type AdmittedRequest,
  admitRequest,
  answerRest,
  createRestHandlers,
  type RestHandlers,
  type RestRequest,
  readRestParameters,
  type ServerContext,
} from './rest/index.js';
import { serveRestHttp2 } from './rest-http2.js';
import { openSession, type RunningSession } from './sessions.js';
import {
  answerWithFaults,
  type CallFaults,
  collectBody,
  formatResponseHead,
  headersOf,
  readBody,
  readFirstBytes,
  type ServeOptions,
  sendResponse,
  shapeHeaders,
} from './transport/index.js';
import { endAfterSwitch, startHttp2 } from './upgrade.js';
import type { ServerWitness } from './witness.js';
import { type Delays, startedNow, type WordedAnswer, wordOutcome } from './word-outcome.js';

/** An idle connection outside a session: the client's pool keeps one for 90 s (protocol.md 1.2). */
const idleTimeoutMs = 120_000;
/** What hyper buffers of a head before it says 431; a longer target than PBS takes is answered 414 below that. */
const maxHeadBytes = 417_792;

export interface ConnectionOptions {
  readonly context: ServerContext;
  readonly serve: ServeOptions;
  readonly delays: Delays;
  /** Null: a server without faults. */
  readonly faults: FaultPlan | null;
  readonly log: (line: string) => void;
  readonly witness?: ServerWitness | undefined;
}

/** What an upgrade needs of its connection. */
interface Origin {
  readonly upgrade: string | null;
  readonly peer: string;
}

export class Connections {
  readonly #options: ConnectionOptions;
  readonly #handlers: RestHandlers;
  readonly #http: Server;
  readonly #injection: Injection;
  readonly #sockets = new Set<Socket>();
  /** Requests and upgrades under way, and sessions until their end. */
  readonly #work = new Set<Promise<void>>();
  /** A stop does not wait for a pause that is made on purpose. */
  readonly #stopping = new AbortController();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#handlers = createRestHandlers(options.context);
    this.#injection = new Injection(options.faults, options.log);
    this.#http = createServer({
      requireHostHeader: false,
      keepAliveTimeout: idleTimeoutMs,
      maxHeaderSize: maxHeadBytes,
      headersTimeout: 0, // PBS waits as long as the connection is not idle
      requestTimeout: 0,
    });
    this.#http.timeout = idleTimeoutMs;
    this.#http.on('request', (request, response) => this.#track(this.#onRequest(request, response)));
    this.#http.on('upgrade', (request, socket, head) => this.#track(this.#onUpgrade(request, socket as Socket, head)));
    this.#http.on('clientError', rejectHead);
  }

  async accept(socket: TLSSocket, tcp: Socket): Promise<void> {
    this.#injection.know({ tls: socket, tcp });
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined); // `close` follows
    socket.setTimeout(idleTimeoutMs, () => socket.destroy());
    const protocol = await readFirstBytes(socket);
    const port = socket.remotePort ?? 0;
    this.#options.witness?.onFirstBytes(port, protocol);
    if (protocol === 'http1' || protocol === 'other') this.#http.emit('connection', socket);
    else if (protocol === 'http2') this.#serveHttp2(socket);
    else socket.destroy();
  }

  /** Ends everything: connections are cut, sessions get their end, unfinished snapshots go. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.allSettled(this.#work);
  }

  /** A mistake of ours costs one session and is told; the others go on. */
  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#options.log(`internal error - ${error instanceof Error ? error.stack : error}`))
      .finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
  }

  #serveHttp2(socket: Socket): void {
    const clientPort = socket.remotePort ?? 0;
    serveRestHttp2(socket, {
      personality: this.#options.context.personality,
      track: (work) => this.#track(work),
      tellHead: (method, target, rawHeaders) =>
        this.#options.witness?.onHead({ clientPort, httpVersion: '2.0', method, target, rawHeaders }),
      faultsOf: (request, stream) => this.#injection.onRest(request, socket, stream),
      answer: (request, faults) => this.#answerFaulty(request, faults),
    });
  }

  #tellHead({ httpVersion, method = '', url = '', rawHeaders, socket }: IncomingMessage): void {
    this.#options.witness?.onHead({ clientPort: socket.remotePort ?? 0, httpVersion, method, target: url, rawHeaders });
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#tellHead(request);
    const asRest: RestRequest = {
      method: request.method ?? '',
      target: request.url ?? '/',
      headers: request.headers as CredentialHeaders,
      readBody: (limitBytes) => readBody(request, limitBytes),
    };
    const faults = this.#injection.onRest(asRest, request.socket, null);
    const worded = await this.#answerFaulty(asRest, faults);
    if (worded === null || response.destroyed) return;
    await sendResponse(response, worded.answer, worded.extra, faults.plan);
    await faults.at('afterReply');
  }

  #answerFaulty(request: RestRequest, faults: CallFaults): Promise<WordedAnswer | null> {
    const started = startedNow();
    const carryOut = async (): Promise<WordedAnswer> => this.#word(await this.#answer(request), started);
    return answerWithFaults(faults, carryOut, (answer) => ({ answer, extra: [] }));
  }

  #word(outcome: Outcome<Answer>, startedAtMs: number): Promise<WordedAnswer> {
    const { delays, context } = this.#options;
    return wordOutcome(outcome, startedAtMs, { delays, context, signal: this.#stopping.signal });
  }

  async #answer(request: RestRequest): Promise<Outcome<Answer>> {
    const { context } = this.#options;
    const admitted = await admitRequest(context, request);
    if (isRefusal(admitted)) return admitted;
    if (admitted.endpoint.reply !== 'upgrade') return answerRest(context, this.#handlers, request, admitted);
    const opened = await this.#open(request, admitted, { upgrade: null, peer: '' });
    return isRefusal(opened) ? opened : refuse('missing Upgrade header'); // what opening says without one
  }

  async #onUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    this.#tellHead(request);
    const started = startedNow();
    const asRest: RestRequest = {
      method: request.method ?? '',
      target: request.url ?? '/',
      headers: request.headers as CredentialHeaders,
      readBody: async () => new Uint8Array(), // Node's parser stops at the head of a request that asks for an upgrade
    };
    const peer = socket.remoteAddress ?? 'unknown';
    const steered = this.#injection.onUpgrade(asRest, socket);
    const faults = steered?.due ?? this.#injection.onRest(asRest, socket, null);
    let opened: RunningSession | null = null;
    const carryOut = async (): Promise<RunningSession | Answer | Refusal> => {
      const outcome = await this.#openOrAnswer(asRest, { upgrade: request.headers.upgrade ?? null, peer });
      if ('api' in outcome) opened = outcome;
      return outcome;
    };
    const outcome = await answerWithFaults(faults, carryOut, (answer) => answer);
    if (steered !== null && outcome !== null && 'api' in outcome) {
      if (request.httpVersion === '1.0') return endAfterSwitch(socket, outcome, this.#options.serve);
      return startHttp2(socket, head, outcome, this.#options.serve, steered);
    }
    await endUnused(opened);
    if (outcome === null || 'api' in outcome) return;
    const { answer, extra } = await this.#word(outcome, started);
    if (socket.destroyed) return;
    const whole = { ...answer, body: await collectBody(answer.body) };
    const headers = shapeHeaders(headersOf(whole, extra), faults.plan);
    socket.write(Buffer.concat([Buffer.from(formatResponseHead(whole.status, headers)), whole.body]));
    await faults.at('afterReply');
    if (faults.isOver('afterReply')) return;
    if (head.length > 0) socket.unshift(head);
    this.#http.emit('connection', socket); // the connection stays open for another try, as PBS leaves it
  }

  async #openOrAnswer(request: RestRequest, origin: Origin): Promise<RunningSession | Answer | Refusal> {
    const { context } = this.#options;
    const admitted = await admitRequest(context, request);
    if (isRefusal(admitted)) return admitted;
    if (admitted.endpoint.reply === 'upgrade') return this.#open(request, admitted, origin);
    return answerRest(context, this.#handlers, request, admitted);
  }

  async #open(request: RestRequest, admitted: AdmittedRequest, origin: Origin): Promise<Outcome<RunningSession>> {
    const { context, log } = this.#options;
    const values = await readRestParameters(context, request, admitted);
    if (isRefusal(values)) return values;
    const side = admitted.endpoint.name === 'openReader' ? 'reader' : 'backup';
    const opening = openSession(context, { side, values, authId: admitted.authId, ...origin }, log);
    return opening.catch((error: unknown) => {
      if (isDiskError(error)) return refuse(describeDiskError(error));
      throw error;
    });
  }
}

/** A session that was opened and is not to be: its locks and its folder go again. */
async function endUnused(session: RunningSession | null): Promise<void> {
  await session?.end({ kind: 'error', text: 'connection error: not connected' });
}
