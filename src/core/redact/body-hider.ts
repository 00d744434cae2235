// One captured body, part by part → parts without names. Index files go on as they come; JSON, error texts and blobs are kept until their
// end, since a name may be cut anywhere. A part that was rewritten says in `wireBytes` how many bytes of the wire it stands for.
import { type BodyPart, decodeBase64, encodeBase64 } from '../event/index.js';
import { blobKindOf, indexKindOf, isJsonObject, magicBytes, parseJson } from '../pbs/index.js';
import { encodeText } from './encode-text.js';
import { hideBlob } from './hide-blob.js';
import { IndexHider } from './hide-index.js';
import { hideJson, hideQuery } from './hide-target.js';
import { hideText } from './hide-text.js';
import type { Pseudonyms } from './pseudonyms.js';

/** More than the capture policy keeps of any body. */
const maxHeldBytes = 4 * 1024 * 1024;

export class BodyHider {
  readonly #names: Pseudonyms;
  readonly #parts: Uint8Array[] = [];
  #index: IndexHider | null = null;
  #indexAtBytes = 0;
  #totalBytes = 0;
  #last: BodyPart | null = null;
  #isBroken = false;

  constructor(names: Pseudonyms) {
    this.#names = names;
  }

  /** True when something of this body had to be left out. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  feed(part: BodyPart): readonly BodyPart[] {
    const bytes = decodeBase64(part.base64);
    // Behind a hole nobody knows where a digest begins.
    if (part.offset !== this.#totalBytes) this.#isBroken = true;
    if (this.#isBroken) return [];
    if (this.#totalBytes === 0 && bytes.length >= magicBytes) {
      const kind = indexKindOf(bytes);
      if (kind !== null) this.#index = new IndexHider(kind, this.#names);
    }
    this.#totalBytes += part.wireBytes ?? bytes.length;
    this.#last = part;
    if (this.#index !== null) return this.#indexPart(part, this.#index.feed(bytes));
    if (this.#totalBytes > maxHeldBytes) this.#isBroken = true;
    else this.#parts.push(bytes);
    return [];
  }

  /** To be called when the body ended, or its stream did. `atMs`: of that end. */
  end(atMs: number): readonly BodyPart[] {
    const last = this.#last;
    if (last === null || this.#index !== null || this.#isBroken) return [];
    const bytes = this.#hide(joined(this.#parts));
    return [{ ...last, atMs, offset: 0, base64: encodeBase64(bytes), wireBytes: this.#totalBytes }];
  }

  #indexPart(part: BodyPart, bytes: Uint8Array): readonly BodyPart[] {
    if (bytes.length === 0) return [];
    const offset = this.#indexAtBytes;
    this.#indexAtBytes += bytes.length;
    return [{ ...part, offset, base64: encodeBase64(bytes) }];
  }

  #hide(bytes: Uint8Array): Uint8Array {
    if (blobKindOf(bytes) !== 'unknown') return hideBlob(bytes, this.#names);
    const text = new TextDecoder().decode(bytes);
    return encodeText(this.#hideText(text));
  }

  #hideText(text: string): string {
    const value = /^\s*[{[]/.test(text) ? parseJson(text) : undefined;
    if (isJsonObject(value) || Array.isArray(value)) return JSON.stringify(hideJson(value, '', this.#names));
    return /^[\w-]+=[^\s]*$/.test(text) ? hideQuery(text, this.#names) : hideText(text, this.#names);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
