// Lists of index entries on their way to an append, joined as the official client joins them (protocol.md 4.9). Two of these stand
// in a row: before the queue only known chunks are joined, behind it everything is. In: lists. Out: longer lists.

export interface Entry {
  readonly digest: string;
  readonly offsetBytes: number;
}

/** A joined list is passed on when it has at least this many entries; the file client's number. */
const fileThreshold = 64;

export class ListMerger {
  readonly #threshold: number;
  #held: Entry[] | null = null;

  constructor(threshold = fileThreshold) {
    this.#threshold = threshold;
  }

  /** The first list is only held; a list that is joined to it is measured. So two lists of 64 give one of 128. */
  add(entries: readonly Entry[]): readonly Entry[] | null {
    if (this.#held === null) {
      this.#held = [...entries];
      return null;
    }
    this.#held.push(...entries);
    return this.#held.length >= this.#threshold ? this.flush() : null;
  }

  /** What is held, or null. */
  flush(): readonly Entry[] | null {
    const held = this.#held;
    this.#held = null;
    return held;
  }
}
