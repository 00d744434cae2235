// One HTTP/1.1 request and its whole reply on a connection that stays open: the calls before an upgrade go over the connection
// that is then upgraded (protocol.md 1.10), so no HTTP library may own the socket. In: a request as text. Out: status, head, body.
import type { Socket } from 'node:net';
import { ClientFailure } from '../client-failure.js';
import { readHead } from './read-head.js';
import { SocketReader } from './socket-reader.js';

export interface Response {
  readonly status: number;
  readonly head: string;
  readonly body: Buffer;
}

/** The largest listing: some 100 000 snapshots of 300 bytes. */
const maxBodyBytes = 64 * 1024 * 1024;

export async function exchange(socket: Socket, request: string, timeoutMs: number): Promise<Response> {
  socket.write(request);
  const { head } = await readHead(socket, timeoutMs, 'http request timed out');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
  if (status === 0) throw broken(socket, 'the answer is no HTTP');
  const reader = new SocketReader(socket, timeoutMs);
  try {
    return { status, head, body: await readBody(reader, head) };
  } catch (error) {
    throw error instanceof ClientFailure ? error : broken(socket, (error as Error).message);
  } finally {
    reader.release();
  }
}

function broken(socket: Socket, message: string): ClientFailure {
  socket.destroy();
  return new ClientFailure('tunnel-broken', message);
}

async function readBody(reader: SocketReader, head: string): Promise<Buffer> {
  if (!/^transfer-encoding:.*\bchunked\b/im.test(head)) {
    const length = Number(/^content-length:\s*(\d+)\s*$/im.exec(head)?.[1] ?? 0);
    return reader.take(checkLength(length));
  }
  const parts: Buffer[] = [];
  let bodyBytes = 0;
  for (;;) {
    const size = Number.parseInt(await reader.takeLine(), 16);
    bodyBytes = checkLength(bodyBytes + size);
    if (size === 0) break;
    parts.push(await reader.take(size));
    await reader.takeLine();
  }
  while ((await reader.takeLine()) !== '') {} // trailers
  return Buffer.concat(parts);
}

function checkLength(byteCount: number): number {
  if (!(byteCount >= 0 && byteCount <= maxBodyBytes)) throw new Error('the length of an answer makes no sense');
  return byteCount;
}
