// In: an upgraded connection. Out: calls on its HTTP/2, with the SETTINGS, windows and headers of one
// dialect (protocol.md 1.7, 1.9). A call has two ends: its body is handed over, its reply is there.
import { type ClientHttp2Session, connect } from 'node:http2';
import { type EndpointName, isJsonObject, type Json, parseJson, type QueryValue } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import { readReply } from './read-reply.js';
import { formatRequest, officialAuthority, type RequestBody, type Speaker } from './request-head.js';
import type { SecureConnection } from './secure-connection.js';
import { watchReset } from './watch-reset.js';

export interface RunningCall {
  /** The body is with the HTTP/2 layer, which needed window for it, or the call is over. */
  readonly sent: Promise<void>;
  /** The body of the reply. Rejects with a ClientFailure when the call is refused or the session ends. */
  readonly replied: Promise<Buffer>;
}

type Values = Readonly<Record<string, QueryValue>>;

export interface Session {
  /** Does not wait; a pipeline may look at `replied` later. */
  start(name: EndpointName, values: Values, body: RequestBody | null): RunningCall;
  call(name: EndpointName, values?: Values, body?: RequestBody): Promise<Buffer>;
  /** `call` for JSON replies: their `data`. */
  ask(name: EndpointName, values?: Values): Promise<Json>;
  /** `finished`: a bare FIN, no close_notify, no GOAWAY (protocol.md 1.9). `aborted`: at once, whatever is under way. */
  close(how: 'finished' | 'aborted'): Promise<void>;
}

/**
 * In MB. Node's default is 10, counts a body that waits for window, and resets whatever call is answered meanwhile; one chunk
 * may have 16 MiB, 66 of them 1056.
 */
const maxSessionMemory = 4096;
/** The server answers our FIN with its own. One that does not is not waited for. */
const closePatienceMs = 2000;

export function startSession({ socket, tcp }: SecureConnection, speaker: Speaker): Session {
  const { settings, connectionWindowBytes } = speaker.dialect;
  const http2 = connect(`https://${officialAuthority}`, {
    createConnection: () => socket,
    settings,
    maxSessionMemory,
  });
  const failure = watchEnd(http2);
  watchReset(tcp, (error) => http2.destroy(error));
  http2.once('connect', () => http2.setLocalWindowSize(connectionWindowBytes));

  const begin: Session['start'] = (name, values, body) => {
    if (http2.destroyed || http2.closed) {
      const over = failure() ?? new ClientFailure('tunnel-broken', 'the connection has ended');
      return { sent: Promise.resolve(), replied: settleQuietly(Promise.reject(over)) };
    }
    const { headers, bytes } = formatRequest({ name, values, body }, speaker);
    const stream = http2.request(headers, { endStream: bytes === null });
    const replied = settleQuietly(readReply(stream, failure));
    const sent = new Promise<void>((resolve) => {
      if (bytes === null) return resolve();
      stream.once('close', resolve);
      stream.end(bytes, resolve);
    });
    return { sent, replied };
  };
  const call: Session['call'] = (name, values = {}, body) => begin(name, values, body ?? null).replied;
  return {
    start: begin,
    call,
    ask: async (name, values = {}) => parseData(await call(name, values)),
    close: (how) => closeConnection(http2, { socket, tcp }, how),
  };
}

/** Why the session ended; null while it runs. */
function watchEnd(http2: ClientHttp2Session): () => ClientFailure | null {
  let failure: ClientFailure | null = null;
  const note = (message: string): void => {
    failure ??= new ClientFailure('tunnel-broken', message);
  };
  http2.on('error', (error) => note(error.message));
  http2.on('goaway', (code) => code !== 0 && note(`the server sent GOAWAY ${code}`));
  http2.on('close', () => note('the connection ended in the middle of the session'));
  return () => failure;
}

/** Until somebody looks at it, a rejection is not unhandled. */
function settleQuietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** An empty body counts as null, as for the official client (protocol.md 4.1). */
function parseData(body: Buffer): Json {
  if (body.length === 0) return null;
  const value = parseJson(body.toString('utf8'));
  if (isJsonObject(value) && value['data'] !== undefined) return value['data'];
  throw new ClientFailure('damaged', 'got result without data property');
}

function closeConnection(
  http2: ClientHttp2Session,
  { socket, tcp }: SecureConnection,
  how: 'finished' | 'aborted',
): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    const timer = setTimeout(() => socket.destroy(), closePatienceMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    if (how === 'finished') tcp.end();
    else {
      http2.destroy();
      socket.destroy();
    }
  });
}
