// One side of the session API on one HTTP/2 connection (protocol.md 1.7, 1.9, 4.1): streams → handlers → replies.
// In: Node's HTTP/2 session behind the 101. Out: every request answered, its faults carried out. Knows no datastore.
import { constants, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { type Endpoint, matchEndpoint, parseQuery, splitTarget } from '../../core/pbs/index.js';
import {
  type Answer,
  jsonType,
  parseBodyParameters,
  parseFormParameters,
  refusalAnswer,
  type SessionApi,
  type SessionHandler,
  type Values,
} from '../api/index.js';
import { describeDiskError, isDiskError } from '../datastore/index.js';
import type { SessionFaults, Substitute } from '../faults/index.js';
import type { Personality } from '../personality.js';
import { isRefusal, type Outcome, type Refusal, refuse } from '../refusal.js';
import { type CallFaults, noFaults, prepareFaults, substituteAnswer } from './call-faults.js';
import { formatFailure } from './failure.js';
import { normalizePath } from './path.js';
import { pause } from './pause.js';
import { discardBody, measureBody, readBody } from './read-body.js';
import { isOver, sendAnswer, whenSent } from './send-answer.js';
import type { SteeredConnection } from './steered-connection.js';

export interface ServeOptions {
  readonly personality: Personality;
  /** Pause before a 401, as PBS makes it. */
  readonly authDelayMs: number;
  /** A gate for tests: runs when the answer is ready, before its first byte. */
  readonly beforeReply: (endpoint: Endpoint, values: Values) => Promise<void>;
}

/** What a session needs of its connection. */
interface Steering {
  /** Null in a server without faults. */
  readonly faults: SessionFaults | null;
  readonly connection: SteeredConnection;
}

/** And before that: what is due on its upgrade. */
export interface SteeredUpgrade extends Steering {
  readonly due: CallFaults;
}

interface SessionContext {
  readonly api: SessionApi;
  readonly options: ServeOptions;
  readonly steering: Steering;
}

interface Call {
  readonly stream: ServerHttp2Stream;
  readonly path: string;
  readonly query: string;
  readonly contentType: string | null;
  readonly endpoint: Endpoint;
  readonly handler: SessionHandler;
}

/**
 * Calls of a session that its client has reset unanswered. An official client has at most 173 open (protocol.md 0.3); beyond a
 * thousand, nghttp2 says GOAWAY and falls silent without an end, so that the session and its locks would stay.
 */
const maxAbortedCalls = 900;
const { NGHTTP2_ENHANCE_YOUR_CALM: ENHANCE_YOUR_CALM } = constants;
/** Streams that a fault has reset: not the client's doing. */
const ownResets = new WeakSet<ServerHttp2Stream>();

export function serveSession(
  session: ServerHttp2Session,
  api: SessionApi,
  options: ServeOptions,
  steering: Steering,
): void {
  let abortedCount = 0;
  session.on('stream', (stream, headers) => {
    stream.on('error', () => undefined); // the peer reset it; `close` follows, and the handler sees a broken body
    stream.once('aborted', () => {
      if (ownResets.has(stream)) return;
      abortedCount += 1;
      if (abortedCount > maxAbortedCalls) session.destroy(new Error('too many resets'), ENHANCE_YOUR_CALM);
    });
    void answerStream(stream, headers, { api, options, steering });
  });
}

async function answerStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  context: SessionContext,
): Promise<void> {
  const { api, options } = context;
  const method = headers[':method'] ?? '';
  const path = normalizePath(splitTarget(headers[':path'] ?? '/').path);
  api.debug(`${method} ${path}`);
  const call = routeCall(stream, headers, path, api);
  const readValues = onlyOnce(() => (isRefusal(call) ? call : readParameters(call, options.personality)));
  const faults = isRefusal(call) ? noFaults : await findFaults(call, readValues, context);
  await faults.at('request');
  const { substitute } = faults.plan;
  if (faults.isOver('request')) return;
  const isCarriedOut = substitute === null || substitute.instead === 'result';
  const outcome = isCarriedOut ? await carryOut(call, readValues, context) : await passOver(stream, substitute);
  await faults.at('reply');
  if (isRefusal(outcome)) api.log(formatFailure(method, path, outcome));
  if (isRefusal(outcome) && outcome.status === 401) await pause(options.authDelayMs);
  const own = isRefusal(outcome) ? refusalAnswer(outcome, labelOf(outcome)) : outcome;
  const answer = substitute === null ? own : substituteAnswer(substitute);
  await sendAnswer(stream, headersOf(answer), answer, {
    plan: faults.plan,
    earlyReplyCode: options.personality.earlyReplyCode,
    pause: (durationMs) => pause(durationMs, context.steering.connection.signal),
    resetStream: (code) => {
      context.steering.connection.resetStream(stream.id ?? 0, code);
      resetOwn(stream, code);
    },
  });
  if (faults === noFaults) return;
  await whenSent(stream);
  await faults.at('afterReply');
}

function resetOwn(stream: ServerHttp2Stream, code: number): void {
  ownResets.add(stream);
  stream.close(code);
}

function headersOf(answer: Answer): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  if (answer.contentType !== null) headers.push(['content-type', answer.contentType]);
  headers.push(['date', new Date().toUTCString()]); // before the length, as hyper orders the fields of HTTP/2
  if (answer.body instanceof Uint8Array) headers.push(['content-length', String(answer.body.length)]);
  return headers;
}

/** Inside a session the text of a schema error has no content-type (protocol.md 0.3). */
function labelOf(refusal: Refusal): string | null {
  return refusal.stage === 'parameters' ? null : jsonType;
}

function routeCall(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  path: string | null,
  api: SessionApi,
): Outcome<Call> {
  if (path === null) return refuse('path contains illegal components', 400, 'parameters');
  const endpoint = matchEndpoint(api.side, headers[':method'] ?? '', path);
  const handler = endpoint === null ? undefined : api.handlers[endpoint.name];
  if (endpoint === null || handler === undefined) return refuse(`Path '${path}' not found.`, 404);
  const { query } = splitTarget(headers[':path'] ?? '/');
  return { stream, path, query, contentType: headers['content-type'] ?? null, endpoint, handler };
}

async function findFaults(
  { stream, path, query, endpoint }: Call,
  readValues: () => Promise<Outcome<Values>>,
  { api, steering }: SessionContext,
): Promise<CallFaults> {
  const { faults, connection } = steering;
  if (faults === null) return noFaults;
  const { operation } = endpoint;
  // Parameters may stand in a body; it is read before its fault only where the fault asks for what stands there.
  const read = endpoint.isSynchronous && faults.asksArchive(operation) ? await readValues() : null;
  const values = read === null || isRefusal(read) ? new Map(parseQuery(query)) : read;
  const hands = {
    pause: (durationMs: number) => pause(durationMs, connection.signal),
    stream: { id: stream.id ?? 0, reset: (code: number) => resetOwn(stream, code) },
    connection,
  };
  const isGone: CallFaults['isOver'] = (moment) =>
    connection.signal.aborted || (moment !== 'afterReply' && isOver(stream));
  return prepareFaults(faults.onCall({ operation, path, values }), { hands, isOver: isGone, log: api.log });
}

/** The request of a call that is not carried out: read to its end, or as far as the fault says. */
async function passOver(stream: ServerHttp2Stream, substitute: Substitute): Promise<Outcome<Answer>> {
  if (substitute.instead === 'request') await discardBody(stream);
  else if (substitute.afterBytes > 0) await readBody(stream, substitute.afterBytes - 1); // stops when it has that many
  return substituteAnswer(substitute);
}

async function carryOut(
  call: Outcome<Call>,
  readValues: () => Promise<Outcome<Values>>,
  { options, steering }: SessionContext,
): Promise<Outcome<Answer>> {
  if (isRefusal(call)) return call;
  const { stream, endpoint, handler } = call;
  try {
    const values = await readValues();
    if (isRefusal(values)) return values;
    const outcome = await handler({
      values,
      readBody: (limitBytes) => readBody(stream, limitBytes),
      measureBody: (limitBytes) => measureBody(stream, limitBytes),
      discardBody: () => discardBody(stream),
    });
    steering.faults?.learnWriter(endpoint.operation, values, isRefusal(outcome) ? null : outcome.body);
    await options.beforeReply(endpoint, values);
    return outcome;
  } catch (error) {
    if (isDiskError(error)) return refuse(describeDiskError(error));
    // A mistake of ours costs this one call, not the server; its text goes to the log with the call.
    return refuse(`internal error - ${error instanceof Error ? error.message : String(error)}`, 500);
  }
}

async function readParameters(call: Call, personality: Personality): Promise<Outcome<Values>> {
  const { stream, endpoint, query, contentType } = call;
  if (!endpoint.isSynchronous) return parseFormParameters(endpoint, parseQuery(query));
  const body = await readBody(stream, personality.maxBodyBytes);
  if (isRefusal(body)) return body;
  if (body === 'too-large') return refuse('Request body too large', 400, 'parameters');
  return parseBodyParameters(endpoint, { contentType, query, body: Buffer.from(body).toString('utf8') });
}

function onlyOnce<T>(work: () => T | Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => {
    result ??= Promise.resolve(work());
    return result;
  };
}
