// The one way out of decode: Events of all connections in order of `atMs`. Body progress waits here to be merged, per stream and
// direction in buckets of byte time, and goes out before anything else does (docs/decisions/0003).
import type { DataProgress, Event } from '../../event/index.js';

/** Width of a bucket: fine enough for a timeline, coarse enough that a fast upload makes few Events (D3). */
const bucketMs = 5;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const noEvents: readonly Event[] = [];

const isSameBody = (a: DataProgress, b: DataProgress): boolean =>
  a.stream === b.stream && a.connection === b.connection && a.direction === b.direction && a.protocol === b.protocol;

function grow(pending: Mutable<DataProgress>, progress: DataProgress): void {
  pending.atMs = progress.atMs;
  pending.byteCount += progress.byteCount;
  pending.connectionWindowBytes = progress.connectionWindowBytes;
  pending.streamWindowBytes = progress.streamWindowBytes;
}

export class Outlet {
  #events: Event[] = [];
  readonly #pending = new Map<string, Mutable<DataProgress>>();
  /** The one that grew last: bulk data comes in runs of one stream, and each record of TLS comes by here. */
  #latest: Mutable<DataProgress> | null = null;
  #bucket = 0;

  /** Everything that came out since the last call. */
  take(): readonly Event[] {
    if (this.#events.length === 0) return noEvents;
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
    const latest = this.#latest;
    if (latest !== null && isSameBody(latest, progress)) {
      grow(latest, progress);
      return;
    }
    const key = `${progress.connection} ${progress.protocol} ${progress.stream} ${progress.direction}`;
    const pending = this.#pending.get(key);
    if (pending === undefined) {
      this.#latest = { ...progress };
      this.#pending.set(key, this.#latest);
      return;
    }
    this.#latest = pending;
    grow(pending, progress);
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
    this.#latest = null;
    this.#events.push(...due);
  }
}
