// The flow-control windows by which one sender is held: of the connection and of each stream (RFC 9113 5.2, 6.9). Windows may be
// negative after a SETTINGS change. Null = not known, because the connection was joined late.

/** RFC 9113 6.9.2: until SETTINGS say otherwise. */
export const defaultWindowBytes = 65_535;
/** RFC 9113 6.9.1. */
export const maxWindowBytes = 2 ** 31 - 1;

export interface StreamWindow {
  windowBytes: number | null;
}

export class SendWindow {
  connectionBytes: number | null;
  initialBytes: number | null;
  readonly #streams = new Set<StreamWindow>();

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

  /** The receiver's new SETTINGS_INITIAL_WINDOW_SIZE moves every open stream by the difference (6.9.2). */
  setInitial(bytes: number): void {
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
