// In: an upgraded connection. Out: calls on its HTTP/2, with the SETTINGS, windows and headers of the official client (protocol.md
// 1.7, 1.9). A call has two ends: its body is handed over, its reply is there.
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import {
  type EndpointName,
  endpointNamed,
  formatTarget,
  type QueryValue,
  type SessionSide,
} from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import type { Repository } from '../repository.js';
import { type Endpoint, openSecureConnection } from './secure-connection.js';
import { type SnapshotName, upgrade, userAgent } from './upgrade.js';

export interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

export interface RunningCall {
  /** The body is with the HTTP/2 layer, which needed window for it. Rejects with the session. */
  readonly sent: Promise<void>;
  /** Rejects with a ClientFailure when the call is refused or the session ends. */
  readonly replied: Promise<Reply>;
}

export interface Session {
  start(name: EndpointName, values: Readonly<Record<string, QueryValue>>, body?: RequestBody): RunningCall;
  /** Sends and waits. */
  call(name: EndpointName, values?: Readonly<Record<string, QueryValue>>, body?: RequestBody): Promise<Reply>;
  /** Drops the connection, as the official client does: FIN, no GOAWAY. */
  close(): Promise<void>;
}

export interface RequestBody {
  readonly contentType: 'application/json' | 'application/octet-stream';
  readonly bytes: Uint8Array;
}

const authority = 'localhost:8007'; // whatever server is used (protocol.md 1.9)
const windowBytes = 2 ** 31 - 2;
const maxFrameBytes = 4 * 1024 * 1024;
const formType = 'application/x-www-form-urlencoded';

export async function openSession(
  side: SessionSide,
  endpoint: Endpoint,
  repository: Repository,
  secret: string,
  snapshot: SnapshotName,
): Promise<Session> {
  const socket = await openSecureConnection(endpoint);
  await upgrade(socket, side, repository, secret, snapshot);
  return startHttp2(socket);
}

function startHttp2(socket: TLSSocket): Session {
  const http2: ClientHttp2Session = connect(`https://${authority}`, {
    createConnection: () => socket,
    settings: { initialWindowSize: windowBytes, maxFrameSize: maxFrameBytes },
  });
  let ended: ClientFailure | null = null;
  const noteEnd = (message: string): void => {
    ended ??= new ClientFailure('tunnel-broken', message);
  };
  http2.on('error', (error) => noteEnd(error.message));
  http2.on('goaway', (code) => code !== 0 && noteEnd(`the server sent GOAWAY ${code}`));
  http2.on('close', () => noteEnd('the connection ended in the middle of the session'));
  http2.once('connect', () => http2.setLocalWindowSize(windowBytes));

  const start: Session['start'] = (name, values, body) => {
    if (ended !== null || http2.destroyed || http2.closed) {
      const failure = ended ?? new ClientFailure('tunnel-broken', 'the connection has ended');
      return { sent: settleQuietly(Promise.reject(failure)), replied: settleQuietly(Promise.reject(failure)) };
    }
    const stream = http2.request(
      {
        ':method': endpointNamed(name).method,
        ':scheme': 'https',
        ':authority': authority,
        ':path': formatTarget(name, values),
        'user-agent': userAgent,
        'content-type': body?.contentType ?? formType,
      },
      { endStream: body === undefined },
    );
    const replied = settleQuietly(readReply(stream, () => ended));
    if (body === undefined) return { sent: Promise.resolve(), replied };
    const sent = new Promise<void>((resolve) => {
      stream.once('close', resolve);
      stream.end(body.bytes, resolve);
    });
    return { sent, replied };
  };
  return {
    start,
    call: (name, values = {}, body) => start(name, values, body).replied,
    close: () =>
      new Promise((resolve) => {
        socket.once('close', () => resolve());
        if (socket.destroyed) resolve();
        else socket.end(() => http2.destroy());
      }),
  };
}

/** A pipeline looks at its replies later; until then a rejection is not unhandled. */
function settleQuietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

function readReply(stream: ClientHttp2Stream, sessionFailure: () => ClientFailure | null): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let status = 0;
    let reason = 'the call was ended without a reply';
    stream.on('response', (headers) => {
      status = Number(headers[':status'] ?? 0);
    });
    stream.on('data', (bytes: Buffer) => parts.push(bytes));
    stream.on('error', (error) => {
      reason = error.message;
    });
    let isWhole = false;
    stream.on('end', () => {
      isWhole = status !== 0;
    });
    stream.on('close', () => {
      const body = Buffer.concat(parts);
      if (!isWhole) reject(sessionFailure() ?? new ClientFailure('tunnel-broken', reason));
      else if (status >= 200 && status < 300) resolve({ status, body });
      else reject(new ClientFailure('call-refused', body.toString('utf8').trim() || `status ${status}`, status));
    });
  });
}
