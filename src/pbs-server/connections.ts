// One accepted connection from its first decrypted byte: HTTP/1.1 requests, REST over prior-knowledge HTTP/2, upgrades.
// In: sockets behind TLS. Out: replies, running sessions. Keeps the sessions, so that a stop can wait for them.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { performServerHandshake, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CredentialHeaders } from './accounts.js';
import { type Answer, jsonType, refusalAnswer } from './api/index.js';
import { describeDiskError, isDiskError } from './datastore/index.js';
import type { FaultPlan } from './faults/index.js';
import { Injection } from './injection.js';
import { isRefusal, type Outcome, type Refusal, refuse } from './refusal.js';
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
import { openSession, type RunningSession } from './sessions.js';
import {
  answerWithFaults,
  type CallFaults,
  type ExtraHeaders,
  formatResponseHead,
  headersOf,
  pause,
  readBody,
  readFirstBytes,
  type ServeOptions,
  sendAnswer,
  sendResponse,
  shapeHeaders,
} from './transport/index.js';
import { startHttp2 } from './upgrade.js';

/** An idle connection outside a session: the client's pool keeps one for 90 s (protocol.md 1.2). */
const idleTimeoutMs = 120_000;
const clearCookie =
  '__Host-PBSAuthCookie=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure; SameSite=Lax; HttpOnly; Path=/;';

export interface ConnectionOptions {
  readonly context: ServerContext;
  readonly serve: ServeOptions;
  /** Null: a server without faults. */
  readonly faults: FaultPlan | null;
  readonly log: (line: string) => void;
}

/** An answer with the headers of this release. */
interface Worded {
  readonly answer: Answer;
  readonly extra: ExtraHeaders;
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
  /** Upgrades under way and sessions until their end. */
  readonly #work = new Set<Promise<void>>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#handlers = createRestHandlers(options.context);
    this.#injection = new Injection(options.faults, options.log);
    this.#http = createServer({ requireHostHeader: false, keepAliveTimeout: idleTimeoutMs });
    this.#http.timeout = idleTimeoutMs;
    this.#http.on('request', (request, response) => void this.#onRequest(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#track(this.#onUpgrade(request, socket as Socket, head)));
  }

  async accept(socket: TLSSocket, tcp: Socket): Promise<void> {
    this.#injection.know({ tls: socket, tcp });
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined); // `close` follows
    socket.setTimeout(idleTimeoutMs, () => socket.destroy());
    const protocol = await readFirstBytes(socket);
    if (protocol === 'http1') this.#http.emit('connection', socket);
    else if (protocol === 'http2') this.#serveRestHttp2(socket);
    else socket.destroy();
  }

  /** Ends everything: connections are cut, sessions get their end, unfinished snapshots go. */
  async stop(): Promise<void> {
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

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
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

  #answerFaulty(request: RestRequest, faults: CallFaults): Promise<Worded | null> {
    const carryOut = async (): Promise<Worded> => this.#word(await this.#answer(request));
    return answerWithFaults(faults, carryOut, (answer) => ({ answer, extra: [] }));
  }

  async #answer(request: RestRequest): Promise<Outcome<Answer>> {
    const { context } = this.#options;
    const admitted = admitRequest(context, request);
    if (isRefusal(admitted)) return admitted;
    if (admitted.endpoint.reply !== 'upgrade') return answerRest(context, this.#handlers, request, admitted);
    const opened = await this.#open(request, admitted, { upgrade: null, peer: '' });
    return isRefusal(opened) ? opened : refuse('missing Upgrade header'); // what opening says without one
  }

  async #onUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
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
    if (outcome !== null && 'api' in outcome) return startHttp2(socket, head, outcome, this.#options.serve, steered);
    await endUnused(opened);
    if (outcome === null) return;
    const { answer, extra } = await this.#word(outcome);
    if (socket.destroyed) return;
    const body = answer.body instanceof Uint8Array ? answer.body : new Uint8Array();
    const headers = shapeHeaders(headersOf(answer, extra), faults.plan);
    socket.write(Buffer.concat([Buffer.from(formatResponseHead(answer.status, headers)), body]));
    await faults.at('afterReply');
    if (faults.isOver()) return;
    if (head.length > 0) socket.unshift(head);
    this.#http.emit('connection', socket); // the connection stays open for another try, as PBS leaves it
  }

  async #openOrAnswer(request: RestRequest, origin: Origin): Promise<RunningSession | Answer | Refusal> {
    const { context } = this.#options;
    const admitted = admitRequest(context, request);
    if (isRefusal(admitted)) return admitted;
    if (admitted.endpoint.reply === 'upgrade') return this.#open(request, admitted, origin);
    return answerRest(context, this.#handlers, request, admitted);
  }

  async #open(request: RestRequest, admitted: AdmittedRequest, origin: Origin): Promise<Outcome<RunningSession>> {
    const { context, log } = this.#options;
    const values = await readRestParameters(context, request, admitted);
    if (isRefusal(values)) return values;
    if (values.has('no-cache') && !context.personality.acceptsNoCache) {
      return refuse("parameter verification failed - 'no-cache': schema does not allow additional properties.");
    }
    const side = admitted.endpoint.name === 'openReader' ? 'reader' : 'backup';
    const opening = openSession(context, { side, values, authId: admitted.authId ?? '', ...origin }, log);
    return opening.catch((error: unknown) => {
      if (isDiskError(error)) return refuse(describeDiskError(error));
      throw error;
    });
  }

  /** Refusals get their label, their pause and the headers of this release. */
  async #word(outcome: Outcome<Answer>): Promise<Worded> {
    if (!isRefusal(outcome)) return { answer: outcome, extra: [] };
    const isDenied = outcome.status === 401;
    if (isDenied) await pause(this.#options.serve.authDelayMs);
    const hasLabel = outcome.stage !== 'routing' && outcome.stage !== 'credentials';
    const clearsCookie = isDenied && this.#options.context.personality.clearsCookie;
    return {
      answer: refusalAnswer(outcome, hasLabel ? jsonType : null),
      extra: clearsCookie ? [['set-cookie', clearCookie]] : [],
    };
  }

  #serveRestHttp2(socket: Socket): void {
    const session = performServerHandshake(socket, { settings: this.#options.context.personality.settings });
    session.on('error', () => undefined); // the connection is gone; nothing of it is kept
    session.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      const { ':method': method = '', ':path': target = '/' } = headers;
      void this.#answerStream(stream, socket, {
        method,
        target,
        headers: headers as CredentialHeaders,
        readBody: (limitBytes) => readBody(stream, limitBytes),
      });
    });
  }

  async #answerStream(stream: ServerHttp2Stream, socket: Socket, request: RestRequest): Promise<void> {
    const faults = this.#injection.onRest(request, socket, stream);
    const worded = await this.#answerFaulty(request, faults);
    if (worded === null) return;
    const { earlyReplyCode } = this.#options.context.personality;
    await sendAnswer(stream, headersOf(worded.answer, worded.extra), worded.answer, {
      plan: faults.plan,
      earlyReplyCode,
      pause,
    });
    await faults.at('afterReply');
  }
}

/** A session that was opened and is not to be: its locks and its folder go again. */
async function endUnused(session: RunningSession | null): Promise<void> {
  await session?.end({ kind: 'error', text: 'connection error: not connected' });
}
