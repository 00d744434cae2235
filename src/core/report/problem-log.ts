// The problems of a run, in order. In: problem Events. Out: the first ones and how many more there were.
import type { DecodeProblem } from '../event/index.js';
import type { SourceProblem } from '../wire/index.js';
import type { ReportProblem } from './report.js';

/** A report with more is not read; a peer that makes a problem of every byte must not fill the memory. */
const maxProblems = 1000;

export class ProblemLog {
  readonly #problems: ReportProblem[] = [];
  droppedCount = 0;

  note(event: DecodeProblem | SourceProblem): void {
    if (this.#problems.length >= maxProblems) {
      this.droppedCount += 1;
      return;
    }
    const { code, atMs, detail } = event;
    this.#problems.push({ code, connection: event.connection === 0 ? null : event.connection, atMs, detail });
  }

  list(): ReportProblem[] {
    return [...this.#problems];
  }
}
