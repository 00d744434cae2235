// One side of the session API on one HTTP/2 connection (protocol.md 1.7, 1.9, 4.1): streams → handlers → replies.
// In: Node's HTTP/2 session behind the 101. Out: every request answered, how the connection ended. Knows no datastore.
import { constants, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { type Endpoint, matchEndpoint, parseQuery, splitTarget } from '../../core/pbs/index.js';
import {
  type Answer,
  jsonType,
  parseBodyParameters,
  parseFormParameters,
  refusalAnswer,
  type SessionApi,
  type Values,
} from '../api/index.js';
import { describeDiskError, isDiskError } from '../datastore/index.js';
import type { Personality } from '../personality.js';
import { isRefusal, type Outcome, type Refusal, refuse } from '../refusal.js';
import { formatFailure } from './failure.js';
import { normalizePath } from './path.js';
import { pause } from './pause.js';
import { discardBody, readBody } from './read-body.js';

export interface ServeOptions {
  readonly personality: Personality;
  /** Pause before a 401, as PBS makes it. */
  readonly authDelayMs: number;
  /** A scripted delay, or nothing: runs when the answer is ready, before its first byte. */
  readonly beforeReply: (endpoint: Endpoint, values: Values) => Promise<void>;
}

export function serveSession(session: ServerHttp2Session, api: SessionApi, options: ServeOptions): void {
  session.on('stream', (stream, headers) => {
    stream.on('error', () => undefined); // the peer reset it; `close` follows, and the handler sees a broken body
    void answerStream(stream, headers, api, options);
  });
}

async function answerStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  api: SessionApi,
  options: ServeOptions,
): Promise<void> {
  const method = headers[':method'] ?? '';
  const target = headers[':path'] ?? '/';
  const path = normalizePath(splitTarget(target).path);
  api.debug(`${method} ${path}`);
  const outcome = await answerCall(stream, headers, api, options);
  if (isRefusal(outcome)) api.log(formatFailure(method, path, outcome));
  if (isRefusal(outcome) && outcome.status === 401) await pause(options.authDelayMs);
  const answer = isRefusal(outcome) ? refusalAnswer(outcome, labelOf(outcome)) : outcome;
  await sendAnswer(stream, answer, options.personality.earlyReplyCode);
}

/** Inside a session the text of a schema error has no content-type (protocol.md 0.3). */
function labelOf(refusal: Refusal): string | null {
  return refusal.stage === 'parameters' ? null : jsonType;
}

async function answerCall(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  api: SessionApi,
  options: ServeOptions,
): Promise<Outcome<Answer>> {
  const { path: rawPath, query } = splitTarget(headers[':path'] ?? '/');
  const path = normalizePath(rawPath);
  if (path === null) return refuse('path contains illegal components', 400, 'parameters');
  const endpoint = matchEndpoint(api.side, headers[':method'] ?? '', path);
  const handler = endpoint === null ? undefined : api.handlers[endpoint.name];
  if (endpoint === null || handler === undefined) return refuse(`Path '${path}' not found.`, 404);
  try {
    const values = await readParameters(stream, headers, endpoint, query, options.personality);
    if (isRefusal(values)) return values;
    const outcome = await handler({
      values,
      readBody: (limitBytes) => readBody(stream, limitBytes),
      discardBody: () => discardBody(stream),
    });
    await options.beforeReply(endpoint, values);
    return outcome;
  } catch (error) {
    if (isDiskError(error)) return refuse(describeDiskError(error));
    // A mistake of ours costs this one call, not the server; its text goes to the log with the call.
    return refuse(`internal error - ${error instanceof Error ? error.message : String(error)}`, 500);
  }
}

async function readParameters(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  endpoint: Endpoint,
  query: string,
  personality: Personality,
): Promise<Outcome<Values>> {
  if (!endpoint.isSynchronous) return parseFormParameters(endpoint, parseQuery(query));
  const body = await readBody(stream, personality.maxBodyBytes);
  if (isRefusal(body)) return body;
  if (body === 'too-large') return refuse('Request body too large', 400, 'parameters');
  const contentType = headers['content-type'] ?? null;
  return parseBodyParameters(endpoint, { contentType, query, body: Buffer.from(body).toString('utf8') });
}

async function sendAnswer(stream: ServerHttp2Stream, answer: Answer, earlyReplyCode: number): Promise<void> {
  if (stream.destroyed || stream.closed) return;
  const isEarly = stream.state.remoteClose !== 1;
  if (isEarly) stream.once('finish', () => stream.close(earlyReplyCode));
  else stream.resume(); // unread bytes would make Node reset the stream behind the reply, which PBS does not
  const headers: Record<string, string | number> = { ':status': answer.status };
  if (answer.contentType !== null) headers['content-type'] = answer.contentType;
  if (answer.body instanceof Uint8Array) {
    headers['content-length'] = answer.body.length;
    stream.respond(headers);
    stream.end(answer.body);
  } else {
    stream.respond(headers);
    await sendPieces(stream, answer.body);
  }
}

/** One piece at a time, so that each leaves as a frame of its own; a broken file resets the stream. */
async function sendPieces(stream: ServerHttp2Stream, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const piece of pieces) {
      if (!(await writePiece(stream, piece))) return;
    }
    stream.end();
  } catch {
    stream.close(constants.NGHTTP2_INTERNAL_ERROR); // the head has gone out: a cut is all that is left to say
  }
}

function writePiece(stream: ServerHttp2Stream, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const onClose = (): void => resolve(false);
    stream.once('close', onClose);
    stream.write(piece, (error) => {
      stream.off('close', onClose);
      resolve(error === null || error === undefined);
    });
  });
}
