// An index file in pieces of any size → the same pieces with digests, checksum and uuid replaced, offsets and sizes as they were. Bytes of a
// digest that is not whole yet wait for the next piece. protocol.md 7.4, 7.5.
import { decodeHex, digestBytes, encodeHex, type IndexKind, indexHeaderBytes } from '../pbs/index.js';
import type { Pseudonyms } from './pseudonyms.js';

const uuidAt = 8;
const uuidBytes = 16;
const csumAt = 32;
const offsetBytes = 8;

export class IndexHider {
  readonly #names: Pseudonyms;
  readonly #offsetBytes: number;
  #waiting = new Uint8Array(0);
  #atBytes = 0;

  constructor(kind: IndexKind, names: Pseudonyms) {
    this.#names = names;
    this.#offsetBytes = kind === 'dynamic' ? offsetBytes : 0;
  }

  feed(bytes: Uint8Array): Uint8Array {
    const all = new Uint8Array(this.#waiting.length + bytes.length);
    all.set(this.#waiting, 0);
    all.set(bytes, this.#waiting.length);
    let doneBytes = 0;
    for (;;) {
      const at = this.#atBytes + doneBytes;
      const wantBytes = at === 0 ? indexHeaderBytes : this.#offsetBytes + digestBytes;
      if (all.length - doneBytes < wantBytes) break;
      const part = all.subarray(doneBytes, doneBytes + wantBytes);
      if (at === 0) this.#hideFields(part);
      else this.#hide(part, this.#offsetBytes, digestBytes);
      doneBytes += wantBytes;
    }
    this.#atBytes += doneBytes;
    this.#waiting = all.slice(doneBytes);
    return all.subarray(0, doneBytes);
  }

  #hideFields(header: Uint8Array): void {
    this.#hide(header, uuidAt, uuidBytes);
    this.#hide(header, csumAt, digestBytes);
  }

  #hide(bytes: Uint8Array, at: number, byteCount: number): void {
    bytes.set(decodeHex(this.#names.hex(encodeHex(bytes.subarray(at, at + byteCount))))!, at);
  }
}
