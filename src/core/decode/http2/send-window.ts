// The flow-control windows by which one sender is held: of the connection and of each stream (RFC 9113 5.2, 6.9). Windows may be
// negative after a SETTINGS change. Null = not known: the connection was joined late, or the side that opens them went dark.

/** RFC 9113 6.9.2: until SETTINGS say otherwise. */
const defaultWindowBytes = 65_535;
/** RFC 9113 6.9.1. */
export const maxWindowBytes = 2 ** 31 - 1;

export interface StreamWindow {
  windowBytes: number | null;
}

export class SendWindow {
  connectionBytes: number | null;
  initialBytes: number | null;
  readonly #streams = new Set<StreamWindow>();
  #announcedCount = 0;
  #isForgotten = false;

  constructor(isKnown: 'known' | 'unknown') {
    this.connectionBytes = isKnown === 'known' ? defaultWindowBytes : null;
    this.initialBytes = this.connectionBytes;
  }

  openStream(): StreamWindow {
    const stream: StreamWindow = { windowBytes: this.initialBytes };
    this.#streams.add(stream);
    return stream;
  }

  closeStream(stream: StreamWindow): void {
    this.#streams.delete(stream);
  }

  /** What opens this window can no longer be seen. */
  forget(): void {
    this.#isForgotten = true;
    this.connectionBytes = null;
    this.initialBytes = null;
    for (const stream of this.#streams) stream.windowBytes = null;
  }

  /** The receiver announced an initial size that the sender has not acknowledged: it may use it already. */
  announceInitial(): void {
    this.#announcedCount += 1;
  }

  /** False only where the sender surely sends more than it may. */
  admits(stream: StreamWindow | null, byteCount: number): boolean {
    if (byteCount === 0) return true;
    if (this.connectionBytes !== null && this.connectionBytes < byteCount) return false;
    const streamBytes = stream?.windowBytes ?? null;
    return streamBytes === null || streamBytes >= byteCount || this.#announcedCount > 0;
  }

  /** The receiver's new SETTINGS_INITIAL_WINDOW_SIZE moves every open stream by the difference (6.9.2). */
  setInitial(bytes: number): void {
    this.#announcedCount -= 1;
    if (this.#isForgotten) return;
    if (this.initialBytes !== null) {
      const change = bytes - this.initialBytes;
      for (const stream of this.#streams) {
        if (stream.windowBytes !== null) stream.windowBytes += change;
      }
    }
    this.initialBytes = bytes;
  }

  spend(stream: StreamWindow | null, byteCount: number): void {
    if (this.connectionBytes !== null) this.connectionBytes -= byteCount;
    if (stream !== null && stream.windowBytes !== null) stream.windowBytes -= byteCount;
  }
}
