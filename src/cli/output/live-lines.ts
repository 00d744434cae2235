// In: the report of a live run, again and again. Out: what is new in it, as lines of text or JSON messages: sessions that
// began or ended, problems. Prints each thing once.
import { describeSession, type Report } from '../../core/report/index.js';
import type { Printer } from './printer.js';

export interface LiveLines {
  update(report: Report): void;
}

export function createLiveLines(print: Printer): LiveLines {
  const outcomes = new Map<number, string>();
  let printedProblemCount = 0;
  return {
    update(report) {
      for (const session of report.sessions) {
        if (outcomes.get(session.id) === session.outcome) continue;
        outcomes.set(session.id, session.outcome);
        print.line(describeSession(session));
        print.message({ messageType: 'session', ...session });
      }
      for (const problem of report.problems.slice(printedProblemCount)) {
        print.message({ messageType: 'problem', ...problem });
        // What the relay itself met is said on stderr, with the next step.
        if (problem.code.startsWith('relay/')) continue;
        print.line(
          `problem ${problem.code}${problem.connection === null ? '' : ` on connection ${problem.connection}`}: ${problem.detail}`,
        );
      }
      printedProblemCount = report.problems.length;
    },
  };
}
