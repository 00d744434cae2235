// A queue with a limit between two tasks: `put` waits while it is full, `take` while it is empty. Ends with `close` or `fail`.

export class BoundedQueue<T> {
  readonly #limit: number;
  readonly #items: T[] = [];
  #isClosed = false;
  #failure: unknown = null;
  #wake: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  async put(item: T): Promise<void> {
    while (this.#items.length >= this.#limit && this.#failure === null) await this.#change();
    if (this.#failure !== null) throw this.#failure;
    this.#items.push(item);
    this.#announce();
  }

  /** Null when closed and empty. */
  async take(): Promise<T | null> {
    while (this.#items.length === 0 && !this.#isClosed && this.#failure === null) await this.#change();
    if (this.#failure !== null) throw this.#failure;
    const item = this.#items.shift() ?? null;
    this.#announce();
    return item;
  }

  close(): void {
    this.#isClosed = true;
    this.#announce();
  }

  /** Both sides get this error from now on. */
  fail(error: unknown): void {
    this.#failure ??= error;
    this.#announce();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #announce(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const resume of waiting) resume();
  }
}
