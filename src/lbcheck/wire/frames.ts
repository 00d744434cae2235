// HTTP/2 frames of the checks' own client, bytes ⇄ frames: Node's stack sends DATA of 16 KiB only, and PBS clients send 4 MiB in one.
// In: bytes in any cuts. Out: frames; DATA of any size comes as a count. Headers are written as plain literals. RFC 9113 4, RFC 7541 6.2.2.

export const frameTypes = {
  data: 0,
  headers: 1,
  resetStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const frameFlags = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 0x20 } as const;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly lengthBytes: number;
  /** The first bytes of DATA, all of everything else. */
  readonly payload: Buffer;
}

export const frameHeadBytes = 9;
/** Of DATA as much is kept as an error text has. */
const maxKeptDataBytes = 4096;
/** Beyond this it is no frame that a PBS server or a box sends. */
const maxFrameBytes = 16 * 1024 * 1024 - 1;
const maxControlBytes = 256 * 1024;

export interface FrameHead {
  readonly lengthBytes: number;
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
}

export const decodeFrameHead = (bytes: Buffer): FrameHead => ({
  lengthBytes: bytes.readUIntBE(0, 3),
  type: bytes[3] ?? 0,
  flags: bytes[4] ?? 0,
  stream: bytes.readUInt32BE(5) & 0x7fffffff,
});

/** Throws a sentence where the bytes cannot be HTTP/2. */
export class FrameReader {
  #bytes: Buffer = Buffer.alloc(0);
  #head: FrameHead | null = null;
  #kept: Buffer = Buffer.alloc(0);
  #missingBytes = 0;

  *feed(bytes: Buffer): Generator<Frame> {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      if (this.#head === null) {
        if (this.#bytes.length < frameHeadBytes) return;
        const head = decodeFrameHead(this.#bytes);
        const limit = head.type === frameTypes.data ? maxFrameBytes : maxControlBytes;
        if (head.lengthBytes > limit) throw new Error('what comes is no HTTP/2');
        this.#head = head;
        this.#bytes = this.#bytes.subarray(frameHeadBytes);
        this.#kept = Buffer.alloc(0);
        this.#missingBytes = head.lengthBytes;
      }
      const part = this.#bytes.subarray(0, this.#missingBytes);
      this.#bytes = this.#bytes.subarray(part.length);
      this.#missingBytes -= part.length;
      const isData = this.#head.type === frameTypes.data;
      const room = isData ? Math.max(0, maxKeptDataBytes - this.#kept.length) : part.length;
      if (part.length > 0 && room > 0) this.#kept = Buffer.concat([this.#kept, part.subarray(0, room)]);
      if (this.#missingBytes > 0) return;
      const frame = { ...this.#head, payload: this.#kept };
      this.#head = null;
      yield frame;
    }
  }
}

export function encodeFrame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(frameHeadBytes);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

export const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

export const settingIds = {
  headerTableBytes: 1,
  maxStreams: 3,
  initialWindowBytes: 4,
  maxFrameBytes: 5,
  maxHeaderListBytes: 6,
} as const;

export function encodeSettings(values: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(values.length * 6);
  values.forEach(([id, value], index) => {
    payload.writeUInt16BE(id, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  });
  return encodeFrame(frameTypes.settings, 0, 0, payload);
}

export function decodeSettings(payload: Buffer): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  for (let at = 0; at + 6 <= payload.length; at += 6)
    values.set(payload.readUInt16BE(at), payload.readUInt32BE(at + 2));
  return values;
}

/** Literals without indexing, new names, no Huffman: any decoder reads them. */
export function encodeHeaders(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.of(0), encodeText(name), encodeText(value)]));
}

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([encodeLength(bytes.length), bytes]);
}

/** A 7-bit prefix. RFC 7541 5.1. */
function encodeLength(length: number): Buffer {
  if (length < 127) return Buffer.of(length);
  const bytes = [127];
  let rest = length - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}
