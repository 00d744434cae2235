// How many calls of one session are open at a time. In: begin and end of calls. Out: the most, the mean over the time
// between the first begin and the last end, and how many are open.

export class InFlight {
  #open = 0;
  #max = 0;
  #firstAtMs: number | null = null;
  #lastAtMs = 0;
  #callMs = 0;

  get open(): number {
    return this.#open;
  }

  begin(atMs: number): void {
    this.#pass(atMs);
    this.#open += 1;
    this.#max = Math.max(this.#max, this.#open);
  }

  end(atMs: number): void {
    this.#pass(atMs);
    this.#open = Math.max(0, this.#open - 1);
  }

  summary(): { readonly max: number; readonly mean: number; readonly open: number } {
    const spanMs = this.#firstAtMs === null ? 0 : this.#lastAtMs - this.#firstAtMs;
    return { max: this.#max, mean: spanMs > 0 ? this.#callMs / spanMs : this.#max, open: this.#open };
  }

  #pass(atMs: number): void {
    if (this.#firstAtMs === null) {
      this.#firstAtMs = atMs;
      this.#lastAtMs = atMs;
    }
    const passedMs = Math.max(0, atMs - this.#lastAtMs);
    this.#callMs += passedMs * this.#open;
    this.#lastAtMs += passedMs;
  }
}
