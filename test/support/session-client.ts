// A bare client of the session protocol for tests: TLS, the upgrade as bytes, then node:http2 on the same socket.
// In: an address and a target. Out: replies as plain values. No pipeline, no retries: it says exactly what a test tells it.
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect as connectTls, type TLSSocket } from 'node:tls';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

export interface Reply {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: Buffer;
  /** Code of the RST_STREAM that ended the stream, null when it ended whole. */
  readonly resetCode: number | null;
}

export interface ResponseHead {
  readonly status: number;
  /** Header lines as they came. */
  readonly lines: readonly string[];
  readonly body: string;
}

export async function openTls(address: ServerAddress): Promise<TLSSocket> {
  const socket = connectTls({ ...address, rejectUnauthorized: false });
  socket.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  return socket;
}

/** Sends one HTTP/1.1 head and reads its reply; a body is read by its content-length, or chunk by chunk. */
export async function request(socket: TLSSocket, lines: readonly string[], content = ''): Promise<ResponseHead> {
  socket.write(`${lines.join('\r\n')}\r\n\r\n${content}`, 'latin1'); // content: one character a byte
  let bytes = Buffer.alloc(0);
  for (;;) {
    bytes = Buffer.concat([bytes, await readSome(socket)]);
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const [statusLine = '', ...headers] = bytes.subarray(0, end).toString().split('\r\n');
    const status = Number(statusLine.split(' ')[1]);
    const lengthLine = headers.find((line) => line.startsWith('content-length: '));
    const bodyBytes = status === 101 ? 0 : Number(lengthLine?.slice('content-length: '.length) ?? 0);
    const body = bytes.subarray(end + 4);
    if (headers.includes('transfer-encoding: chunked')) {
      const whole = joinChunks(body.toString('latin1'));
      if (whole === null) continue;
      return { status, lines: [statusLine, ...headers], body: Buffer.from(whole, 'latin1').toString() };
    }
    if (body.length < bodyBytes) continue;
    if (body.length > bodyBytes) socket.unshift(body.subarray(bodyBytes)); // SETTINGS right behind the 101
    return { status, lines: [statusLine, ...headers], body: body.subarray(0, bodyBytes).toString() };
  }
}

/** The pieces of a chunked body; null while its end has not come. */
function joinChunks(text: string): string | null {
  let whole = '';
  for (let at = 0; ; ) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const length = Number.parseInt(text.slice(at, lineEnd), 16);
    const start = lineEnd + 2;
    if (text.length < start + length + 2) return null;
    if (length === 0) return whole;
    whole += text.slice(start, start + length);
    at = start + length + 2;
  }
}

async function readSome(socket: TLSSocket): Promise<Buffer> {
  for (;;) {
    const part = socket.read() as Buffer | null;
    if (part !== null) return part;
    if (socket.destroyed || socket.readableEnded) throw new Error('connection ended');
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('readable', done).off('close', done);
        resolve();
      };
      socket.on('readable', done).on('close', done);
    });
  }
}

export class SessionClient {
  readonly socket: TLSSocket;
  readonly http2: ClientHttp2Session;

  constructor(socket: TLSSocket) {
    this.socket = socket;
    this.http2 = connectHttp2('https://localhost:8007', {
      createConnection: () => socket,
      settings: { initialWindowSize: 2_147_483_646, maxFrameSize: 4_194_304, enablePush: false },
    });
    this.http2.on('error', () => undefined);
  }

  /** One call, body at once. `keepOpen`: the request's end is never sent. */
  call(
    method: string,
    path: string,
    options: { readonly body?: Uint8Array | string; readonly contentType?: string; readonly keepOpen?: true } = {},
  ): Promise<Reply> {
    const isBare = options.body === undefined && options.keepOpen === undefined;
    const headers = {
      ':method': method,
      ':path': path,
      ...(options.contentType === undefined ? {} : { 'content-type': options.contentType }),
    };
    const stream = this.http2.request(headers, { endStream: isBare });
    return new Promise((resolve, reject) => {
      let status = 0;
      let contentType: string | null = null;
      const parts: Buffer[] = [];
      stream.on('response', (reply) => {
        status = Number(reply[':status']);
        contentType = reply['content-type'] ?? null;
      });
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('error', () => undefined); // told by `close`
      stream.on('close', () => {
        if (status === 0) return reject(new Error(`no reply to ${method} ${path}, code ${stream.rstCode}`));
        const isReset = options.keepOpen !== undefined || (stream.rstCode ?? 0) !== 0;
        resolve({
          status,
          contentType,
          body: Buffer.concat(parts),
          resetCode: isReset ? (stream.rstCode ?? null) : null,
        });
      });
      if (options.keepOpen !== undefined) stream.write(options.body ?? '');
      else if (!isBare) stream.end(options.body);
    });
  }

  /** Drops the connection as the official client does: a bare FIN. */
  drop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.socket.once('close', () => resolve()));
    this.socket.destroy();
    return closed;
  }

  /** GOAWAY, then the end. */
  close(): Promise<void> {
    return new Promise((resolve) => this.http2.close(resolve));
  }
}
