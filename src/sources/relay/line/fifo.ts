// First in, first out. In: values at the back. Out: the same at the front. Taking one costs nothing, however many wait.

export class Fifo<T> {
  #values: (T | undefined)[] = [];
  #head = 0;

  get first(): T | undefined {
    return this.#values[this.#head];
  }

  push(value: T): void {
    this.#values.push(value);
  }

  /** Puts another value in the place of the first. */
  replaceFirst(value: T): void {
    this.#values[this.#head] = value;
  }

  shift(): void {
    this.#values[this.#head] = undefined; // a megabyte must not wait for the next sweep
    this.#head += 1;
    // Now and then only: moving the rest each time would cost the whole queue.
    if (this.#head * 2 <= this.#values.length) return;
    this.#values = this.#values.slice(this.#head);
    this.#head = 0;
  }

  clear(): void {
    this.#values = [];
    this.#head = 0;
  }
}
