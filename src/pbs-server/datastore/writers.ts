// Who is writing into the datastore, and since when (protocol.md 5.10, the chunk store's process lock): garbage collection must
// leave what the oldest of them has stored or found. In: a start time. Out: a release, and the oldest start.
import type { Release } from './locks.js';

export class Writers {
  readonly #startsMs = new Set<{ readonly atMs: number }>();

  begin(nowMs: number): Release {
    const writer = { atMs: nowMs };
    this.#startsMs.add(writer);
    return () => {
      this.#startsMs.delete(writer);
    };
  }

  /** Null = nobody writes. */
  get oldestStartMs(): number | null {
    return this.#startsMs.size === 0 ? null : Math.min(...[...this.#startsMs].map((writer) => writer.atMs));
  }
}
