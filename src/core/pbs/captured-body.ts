// In: captured parts of one body, in order. Out: its bytes, when all of them were captured. Bounded; a hole ends it.

/** More than the capture policy keeps of any body; a foreign trace may hold more. */
const maxCapturedBytes = 4 * 1024 * 1024;

export class CapturedBody {
  #parts: Uint8Array[] = [];
  #totalBytes = 0;
  #isBroken = false;

  add(offset: number, bytes: Uint8Array): void {
    if (offset !== this.#totalBytes || this.#totalBytes + bytes.length > maxCapturedBytes) this.#isBroken = true;
    if (this.#isBroken) return;
    this.#parts.push(bytes);
    this.#totalBytes += bytes.length;
  }

  /** What was captured without a hole, from the first byte on. */
  beginning(): Uint8Array {
    if (this.#parts.length === 1) return this.#parts[0]!;
    const bytes = new Uint8Array(this.#totalBytes);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** Null when the body has `bodyBytes` and not all of them were captured. */
  whole(bodyBytes: number): Uint8Array | null {
    return !this.#isBroken && this.#totalBytes === bodyBytes ? this.beginning() : null;
  }
}
