// In: what happened to one thing, with its time. Out: a line of NetLog's `events`. A source is a socket, a request or an HTTP/2 session, with a
// number of its own in the file and the time at which it was first heard of.
import { type EventTypeName, eventTypes, type Phase, phases, type SourceTypeName, sourceTypes } from './constants.js';

export type Params = Readonly<Record<string, unknown>>;

export class Source {
  readonly id: number;
  readonly #type: SourceTypeName;
  readonly #startedAt: string;

  constructor(id: number, type: SourceTypeName, startedAtMs: number) {
    this.id = id;
    this.#type = type;
    this.#startedAt = formatTicks(startedAtMs);
  }

  /** How others refer to it. */
  get dependency(): Params {
    return { source_dependency: { id: this.id, type: sourceTypes[this.#type] } };
  }

  line(type: EventTypeName, atMs: number, params: Params | null = null, phase: Phase = 'PHASE_NONE'): string {
    return JSON.stringify({
      ...(params === null ? {} : { params }),
      phase: phases[phase],
      source: { id: this.id, start_time: this.#startedAt, type: sourceTypes[this.#type] },
      time: formatTicks(atMs),
      type: eventTypes[type],
    });
  }
}

/** Whole milliseconds as text. */
const formatTicks = (atMs: number): string => String(Math.max(0, Math.round(atMs)));
