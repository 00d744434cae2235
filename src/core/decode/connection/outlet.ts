// The one way out of decode: Events of all connections in order of `atMs`. Body progress waits here to be merged, per stream and
// direction in buckets of byte time, and goes out before anything else does (docs/decisions/0003).
import type { DataProgress, Event } from '../../event/index.js';

/** Width of a bucket: fine enough for a timeline, coarse enough that a fast upload makes few Events (D3). */
const bucketMs = 5;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Outlet {
  #events: Event[] = [];
  readonly #pending = new Map<string, Mutable<DataProgress>>();
  #bucket = 0;

  /** Everything that came out since the last call. */
  take(): readonly Event[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  emit(event: Event): void {
    this.flush();
    this.#events.push(event);
  }

  /** `progress` is joined to what the same stream had in this bucket. */
  addData(progress: DataProgress): void {
    const key = `${progress.connection} ${progress.protocol} ${progress.stream} ${progress.direction}`;
    const pending = this.#pending.get(key);
    if (pending === undefined) {
      this.#pending.set(key, { ...progress });
      return;
    }
    pending.atMs = progress.atMs;
    pending.byteCount += progress.byteCount;
    pending.connectionWindowBytes = progress.connectionWindowBytes;
    pending.streamWindowBytes = progress.streamWindowBytes;
  }

  /** Time went on: a bucket that is over goes out. */
  advanceTo(atMs: number): void {
    const bucket = Math.floor(atMs / bucketMs);
    if (bucket === this.#bucket) return;
    this.flush();
    this.#bucket = bucket;
  }

  flush(): void {
    if (this.#pending.size === 0) return;
    const due = [...this.#pending.values()].sort((a, b) => a.atMs - b.atMs);
    this.#pending.clear();
    this.#events.push(...due);
  }
}
