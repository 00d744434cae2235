// One task: what it is called, what it logged, how it ended. In: log lines. Out: the lines by number, the status.
// The last line says how it ended, as in PBS's own task files: `TASK OK`, or `TASK ERROR: …`.
import { formatUpid, type TaskName } from './upid.js';

export interface TaskLine {
  /** Counts from 1. */
  readonly n: number;
  /** With its time in front. */
  readonly t: string;
}

export interface TaskEnd {
  readonly atSeconds: number;
  /** `OK`, or what went wrong. */
  readonly status: string;
}

/** A session with `debug` says a line per chunk; what is older than this many lines is counted, not kept. */
const maxLines = 10_000;

export class Task {
  readonly name: TaskName;
  readonly upid: string;
  readonly #nowSeconds: () => number;
  #lines: string[] = [];
  #droppedCount = 0;
  #end: TaskEnd | null = null;
  #abort: (() => void) | null = null;

  constructor(name: TaskName, nowSeconds: () => number) {
    this.name = name;
    this.upid = formatUpid(name);
    this.#nowSeconds = nowSeconds;
  }

  get end(): TaskEnd | null {
    return this.#end;
  }

  get lineCount(): number {
    return this.#droppedCount + this.#lines.length;
  }

  log(line: string): void {
    const atSeconds = this.#nowSeconds();
    this.#lines.push(`${formatTime(atSeconds)}: ${line}`);
    if (this.#lines.length > maxLines) {
      this.#lines.shift();
      this.#droppedCount += 1;
    }
    const status = /^TASK (?:ERROR: (.*)|(OK|WARNINGS: \d+))$/s.exec(line);
    if (status !== null) this.#end = { atSeconds, status: status[1] ?? status[2] ?? '' };
  }

  /** Lines from number `start` on, at most `limit`; those that were dropped are one line that says so. */
  lines(start: number, limit: number): readonly TaskLine[] {
    const first = this.#droppedCount;
    const kept = this.#lines.map((t, index) => ({ n: first + index + 1, t }));
    const all = first === 0 ? kept : [{ n: first, t: `(${first} older lines are not kept)` }, ...kept];
    return all.filter((line) => line.n >= start).slice(0, limit);
  }

  /** What an administrator's stop does. */
  onAbort(abort: () => void): void {
    this.#abort = abort;
  }

  abort(): void {
    this.#abort?.();
  }
}

/** RFC 3339 in UTC, with the offset that PBS writes. */
function formatTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00');
}
