// In: the streams of an HTTP/2 connection that was joined late. Out: which of them began before the recording did. Client
// streams are numbered upwards (RFC 9113 5.1.1), so these lie below the first head that was seen. Each is admitted once.

/** As many as servers allow to be open, and more; the later ones are not told. */
const maxHalfSeenStreams = 1024;

export class HalfSeenStreams {
  #isExpected = false;
  #firstStream = Number.POSITIVE_INFINITY;
  readonly #admitted = new Set<number>();

  /** The beginning of the connection was not seen. */
  expect(): void {
    this.#isExpected = true;
  }

  noteHead(stream: number): void {
    this.#firstStream = Math.min(this.#firstStream, stream);
  }

  /** True once for each stream that was half over when the recording began. */
  admit(stream: number): boolean {
    const isHalfSeen = this.#isExpected && stream < this.#firstStream && !this.#admitted.has(stream);
    if (!isHalfSeen || this.#admitted.size >= maxHalfSeenStreams) return false;
    this.#admitted.add(stream);
    return true;
  }
}
