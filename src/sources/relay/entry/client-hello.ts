// In: the first bytes of a TLS connection. Out: what the ClientHello asks for (server name, ALPN offer), or that more bytes are
// needed, or that it is none. Reads hellos cut over segments and over records. Keeps no state. RFC 8446 4.1.2, 5.1; RFC 6066 3; RFC 7301 3.1.

export interface ClientHello {
  readonly kind: 'hello';
  /** As sent, IP literals and brackets included (PBS client 3.x); null when absent. */
  readonly serverName: string | null;
  readonly alpnOffered: readonly string[];
}

export type ClientHelloResult =
  | ClientHello
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed'; readonly detail: string };

/** A hello with post-quantum key shares and every extension stays under 4 KiB; OpenSSL's own limit is 128 KiB. */
export const maxClientHelloBytes = 65_536;

const handshakeRecord = 0x16;
const recordHeaderBytes = 5;
/** RFC 8446 5.1. */
const maxRecordBytes = 16_384;
const clientHelloMessage = 1;
const messageHeaderBytes = 4;
const extensionIds = { serverName: 0, alpn: 16 } as const;

class Cut extends Error {}

/** Big-endian numbers and length-prefixed parts; throws Cut where the bytes end. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  take(byteCount: number): Buffer {
    if (this.#at + byteCount > this.#bytes.length) throw new Cut();
    this.#at += byteCount;
    return this.#bytes.subarray(this.#at - byteCount, this.#at);
  }

  number(byteCount: 1 | 2 | 3): number {
    return this.take(byteCount).readUIntBE(0, byteCount);
  }

  /** A part behind its own length. */
  part(lengthBytes: 1 | 2): Buffer {
    return this.take(this.number(lengthBytes));
  }
}

const incomplete = { kind: 'incomplete' } as const;
const malformed = (detail: string): ClientHelloResult => ({ kind: 'malformed', detail });

export function parseClientHello(bytes: Buffer): ClientHelloResult {
  const message: Buffer[] = [];
  let messageBytes = 0;
  for (let at = 0; ; ) {
    if (at >= bytes.length) return incomplete;
    if (bytes[at] !== handshakeRecord) return malformed(`record type ${bytes[at]} where a handshake was expected`);
    if (bytes.length < at + recordHeaderBytes) return incomplete;
    const length = bytes.readUInt16BE(at + 3);
    if (bytes[at + 1] !== 3) return malformed(`record version ${bytes[at + 1]}.${bytes[at + 2]}`);
    if (length === 0 || length > maxRecordBytes) return malformed(`record of ${length} bytes`);
    const fragment = bytes.subarray(at + recordHeaderBytes, at + recordHeaderBytes + length);
    message.push(fragment);
    messageBytes += fragment.length;
    const whole = message.length === 1 ? fragment : Buffer.concat(message);
    if (whole.length > 0 && whole[0] !== clientHelloMessage)
      return malformed(`handshake message ${whole[0]} came first`);
    if (messageBytes >= messageHeaderBytes) {
      const bodyBytes = whole.readUIntBE(1, 3);
      if (bodyBytes > maxClientHelloBytes) return malformed(`a ClientHello of ${bodyBytes} bytes`);
      if (messageBytes >= messageHeaderBytes + bodyBytes) {
        return readBody(whole.subarray(messageHeaderBytes, messageHeaderBytes + bodyBytes));
      }
    }
    if (fragment.length < length) return incomplete;
    at += recordHeaderBytes + length;
  }
}

function readBody(body: Buffer): ClientHelloResult {
  try {
    const reader = new Reader(body);
    reader.take(2 + 32); // legacy version, random
    reader.part(1); // session id
    reader.part(2); // cipher suites
    reader.part(1); // compression
    const hello = { kind: 'hello' as const, serverName: null as string | null, alpnOffered: [] as readonly string[] };
    if (reader.isAtEnd) return hello; // TLS 1.2 without extensions
    const extensions = new Reader(reader.part(2));
    while (!extensions.isAtEnd) {
      const id = extensions.number(2);
      const data = new Reader(extensions.part(2));
      if (id === extensionIds.serverName) hello.serverName = readServerName(data);
      if (id === extensionIds.alpn) hello.alpnOffered = readAlpn(data);
    }
    return hello;
  } catch (error) {
    if (error instanceof Cut) return malformed('a ClientHello whose lengths disagree');
    throw error;
  }
}

function readServerName(data: Reader): string | null {
  const names = new Reader(data.part(2));
  while (!names.isAtEnd) {
    const isHostName = names.number(1) === 0;
    const name = names.part(2);
    if (isHostName) return name.toString('latin1');
  }
  return null;
}

function readAlpn(data: Reader): string[] {
  const protocols = new Reader(data.part(2));
  const offered: string[] = [];
  while (!protocols.isAtEnd) offered.push(protocols.part(1).toString('latin1'));
  return offered;
}
