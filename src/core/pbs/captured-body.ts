// In: captured parts of one body, in order. Out: its bytes, when all of them were captured. Bounded, each and all together;
// a hole, or a part beyond a bound, ends it.

/** More than the capture policy keeps of any body; a foreign trace may hold more. */
const maxCapturedBytes = 4 * 1024 * 1024;
/** Of all open calls: bodies are read as soon as they are whole, so real traffic holds one or two at a time. */
const maxHeldBytes = 64 * 1024 * 1024;

/** What the captured bodies of all open calls hold together. */
export class BodyBudget {
  #heldBytes = 0;

  /** False when it would be too much; nothing is held then. */
  hold(byteCount: number): boolean {
    if (this.#heldBytes + byteCount > maxHeldBytes) return false;
    this.#heldBytes += byteCount;
    return true;
  }

  release(byteCount: number): void {
    this.#heldBytes -= byteCount;
  }
}

export class CapturedBody {
  readonly #budget: BodyBudget;
  #parts: Uint8Array[] = [];
  #heldBytes = 0;
  /** Of the wire: more or less than is held where names were replaced. */
  #totalBytes = 0;
  #isBroken = false;

  constructor(budget: BodyBudget) {
    this.#budget = budget;
  }

  add(offset: number, bytes: Uint8Array, wireBytes = bytes.length): void {
    const fits = offset === this.#totalBytes && this.#heldBytes + bytes.length <= maxCapturedBytes;
    if (this.#isBroken || !fits || !this.#budget.hold(bytes.length)) {
      this.#isBroken = true;
      return;
    }
    this.#parts.push(bytes);
    this.#heldBytes += bytes.length;
    this.#totalBytes += wireBytes;
  }

  /** What was captured without a hole, from the first byte on. */
  beginning(): Uint8Array {
    if (this.#parts.length === 1) return this.#parts[0]!;
    const bytes = new Uint8Array(this.#heldBytes);
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

  /** To be called once, when the body was read or will not be. */
  release(): void {
    this.#budget.release(this.#heldBytes);
    this.#parts = [];
    this.#heldBytes = 0;
    this.#totalBytes = 0;
    this.#isBroken = true;
  }
}
