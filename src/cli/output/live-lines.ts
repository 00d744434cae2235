// In: the report of a live run, again and again. Out: what is new in it, as lines of text or JSON messages: sessions that
// began or ended, verdicts as they come up, problems. Prints each thing once.
import { describeSession, describeVerdict, type Report, type ReportVerdict } from '../../core/report/index.js';
import type { Printer } from './printer.js';

export interface LiveLines {
  update(report: Report): void;
}

export function createLiveLines(print: Printer): LiveLines {
  const outcomes = new Map<number, string>();
  let printedProblemCount = 0;
  let shown = new Set<string>();
  return {
    update(report) {
      for (const session of report.sessions) {
        if (outcomes.get(session.id) === session.outcome) continue;
        outcomes.set(session.id, session.outcome);
        print.line(describeSession(session));
        print.message({ messageType: 'session', ...session });
      }
      const found = report.verdicts.filter((verdict) => verdict.state === 'found');
      for (const verdict of found.filter((one) => !shown.has(keyOf(one)))) {
        print.message({ messageType: 'verdict', ...verdict });
        if (verdict.severity !== 'info') print.line(`${describeVerdict(verdict)} ${verdict.because[0] ?? ''}`);
      }
      // What went away may come up again, and is said again.
      shown = new Set(found.map(keyOf));
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

/** A verdict that gets graver is another one. */
const keyOf = ({ rule, session, connection, severity }: ReportVerdict): string =>
  [rule, session, connection, severity].join(' ');
