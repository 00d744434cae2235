// How much may be sent: the connection's window and each stream's, as the peer opens them (RFC 9113 5.2, 6.9). In: SETTINGS and
// WINDOW_UPDATE. Out: grants of bytes, in the order they were asked for; 0 when there is nobody left to send to.

interface Waiting {
  readonly stream: number;
  readonly wantedBytes: number;
  readonly grant: (bytes: number) => void;
}

export class SendWindow {
  #connectionBytes: number;
  #initialBytes: number;
  readonly #streams = new Map<number, number>();
  #waiting: Waiting[] = [];
  #isClosed = false;

  constructor(defaultBytes: number) {
    this.#connectionBytes = defaultBytes;
    this.#initialBytes = defaultBytes;
  }

  open(stream: number): void {
    this.#streams.set(stream, this.#initialBytes);
  }

  take(stream: number, wantedBytes: number): Promise<number> {
    return new Promise((grant) => {
      this.#waiting.push({ stream, wantedBytes, grant });
      this.#serve();
    });
  }

  /** Stream 0 is the connection. */
  grow(stream: number, bytes: number): void {
    if (stream === 0) this.#connectionBytes += bytes;
    else if (this.#streams.has(stream)) this.#streams.set(stream, (this.#streams.get(stream) ?? 0) + bytes);
    this.#serve();
  }

  setInitial(bytes: number): void {
    const change = bytes - this.#initialBytes;
    this.#initialBytes = bytes;
    for (const [stream, window] of this.#streams) this.#streams.set(stream, window + change);
    this.#serve();
  }

  close(stream: number): void {
    this.#streams.delete(stream);
    this.#serve();
  }

  closeAll(): void {
    this.#isClosed = true;
    this.#serve();
  }

  #serve(): void {
    this.#waiting = this.#waiting.filter((one) => {
      const window = this.#streams.get(one.stream);
      if (this.#isClosed || window === undefined) {
        one.grant(0);
        return false;
      }
      const bytes = Math.min(one.wantedBytes, window, this.#connectionBytes);
      if (bytes <= 0) return true;
      this.#streams.set(one.stream, window - bytes);
      this.#connectionBytes -= bytes;
      one.grant(bytes);
      return false;
    });
  }
}
