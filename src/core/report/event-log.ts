// The newest Events of a run, for whoever wants to read them one by one. In: every Event. Out: rows of a range, each with its line.
// Bounded; older ones are in the trace.
import { describeFact, type Event } from '../event/index.js';
import type { EventQuery } from './query.js';

/** Some ten seconds of a busy session, a few MB. A recording that is looked at keeps more. */
const defaultCapacity = 10_000;

export interface EventRow {
  /** Counts all Events of the run from 1: a gap at the start means that older ones are not kept. */
  readonly id: number;
  readonly atMs: number;
  /** 0: not about one connection. */
  readonly connection: number;
  /** `logLine`: of another program's log that was given beside the recording. */
  readonly kind: Event['kind'] | 'logLine';
  /** As `describeEvent`, without time and connection. */
  readonly text: string;
}

export class EventLog {
  readonly #capacity: number;
  readonly #events: Event[] = [];
  #count = 0;

  constructor(capacity: number = defaultCapacity) {
    this.#capacity = capacity;
  }

  note(event: Event): void {
    this.#events[this.#count % this.#capacity] = event;
    this.#count += 1;
  }

  rows({ limit = Infinity, order = 'oldest-first', ...query }: EventQuery): EventRow[] {
    const rows: EventRow[] = [];
    const oldest = Math.max(0, this.#count - this.#capacity);
    const isNewestFirst = order === 'newest-first';
    for (let step = 0; step < this.#count - oldest && rows.length < limit; step += 1) {
      const number = isNewestFirst ? this.#count - 1 - step : oldest + step;
      const event = this.#events[number % this.#capacity];
      if (event === undefined || !isInRange(event, query)) continue;
      const text = describeFact(event);
      if (query.text !== undefined && !text.toLowerCase().includes(query.text)) continue;
      rows.push({ id: number + 1, atMs: event.atMs, connection: event.connection, kind: event.kind, text });
    }
    return rows;
  }
}

function isInRange({ connection, atMs }: Event, query: EventQuery): boolean {
  const { fromMs = -Infinity, toMs = Infinity } = query;
  const isAsked = query.connection === undefined || connection === query.connection || connection === 0;
  return isAsked && atMs >= fromMs && atMs <= toMs;
}
