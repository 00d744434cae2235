// In: a file's bytes in pieces of any size. Out: contiguous runs of them. Copies only where a run crosses a seam, so
// that big reads stay free of copies and one-byte pieces give the same answers (Law 2).

export class ByteFeed {
  #pieces: Uint8Array[] = [];
  /** Bytes of the first piece that are taken already. */
  #taken = 0;
  #availableBytes = 0;

  push(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#availableBytes += piece.length;
  }

  get availableBytes(): number {
    return this.#availableBytes;
  }

  /** The next `byteCount` bytes without taking them; null while they are not there. */
  peek(byteCount: number): Uint8Array | null {
    if (byteCount > this.#availableBytes) return null;
    const first = this.#pieces[0] ?? new Uint8Array(0);
    if (first.length - this.#taken >= byteCount) return first.subarray(this.#taken, this.#taken + byteCount);
    return this.#join(byteCount);
  }

  take(byteCount: number): Uint8Array | null {
    const bytes = this.peek(byteCount);
    if (bytes === null) return null;
    this.#taken += byteCount;
    this.#availableBytes -= byteCount;
    if (this.#taken === this.#pieces[0]?.length) {
      this.#pieces.shift();
      this.#taken = 0;
    }
    return bytes;
  }

  /** Makes one piece of as many bytes as the run needs, and no more; what is left of the last piece stays as it is. */
  #join(byteCount: number): Uint8Array {
    const joined = new Uint8Array(byteCount);
    let filled = 0;
    let pieceCount = 0;
    let rest: Uint8Array | null = null;
    while (filled < byteCount) {
      const piece = this.#pieces[pieceCount] ?? joined.subarray(0, 0);
      const fresh = pieceCount === 0 ? piece.subarray(this.#taken) : piece;
      const wanted = fresh.subarray(0, byteCount - filled);
      joined.set(wanted, filled);
      filled += wanted.length;
      pieceCount += 1;
      if (wanted.length < fresh.length) rest = fresh.subarray(wanted.length);
    }
    this.#pieces.splice(0, pieceCount, joined, ...(rest === null ? [] : [rest]));
    this.#taken = 0;
    return joined;
  }
}
