// In: a plain `CONNECT` request and its answer, as bytes. Out: target and status, and how many bytes the heads took. The
// credentials in it are never kept. RFC 9110 9.3.6, protocol.md 1.3.

/** The client of PBS takes no more from a proxy; a longer head is not a CONNECT that could work. */
const maxHeadBytes = 32 * 1024;

const connectWord = Buffer.from('CONNECT ');

/** True while these bytes could be, or are, the beginning of a CONNECT. */
export const isConnect = (bytes: Uint8Array): boolean =>
  bytes.length >= connectWord.length && connectWord.equals(bytes.subarray(0, connectWord.length));

/** Collects one head up to its blank line. */
export class HeadCollector {
  #bytes = Buffer.alloc(0);

  get byteCount(): number {
    return this.#bytes.length;
  }

  get isTooLong(): boolean {
    return this.#bytes.length > maxHeadBytes;
  }

  /** The first line, once the head is whole, and the bytes behind it. */
  feed(bytes: Uint8Array): { readonly line: string; readonly rest: Uint8Array } | null {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    const endAt = this.#bytes.indexOf('\r\n\r\n');
    if (endAt < 0) return null;
    const line = this.#bytes.toString('latin1', 0, this.#bytes.indexOf('\r\n'));
    return { line, rest: this.#bytes.subarray(endAt + 4) };
  }

  /** What was collected, where it turned out to be something else. */
  takeAll(): Uint8Array {
    const bytes = this.#bytes;
    this.#bytes = Buffer.alloc(0);
    return bytes;
  }
}

/** `CONNECT host:port HTTP/1.1` → `host:port`. */
export const parseConnectTarget = (line: string): string => line.split(' ')[1] ?? '';

/** `HTTP/1.1 200 …` → 200; null where it is no status line. */
export function parseStatus(line: string): number | null {
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(line)?.[1];
  return status === undefined ? null : Number(status);
}
