// In: a report. Out: the one sentence that says how the run went, and its tone: what stands first in the text and HTML reports.
// Chooses among what the report holds; judges and computes nothing.
import { countOf } from './count-of.js';
import { describeNoSession, describeWhat } from './describe.js';
import { budgetRows, causeWords } from './describe-time-budget.js';
import type { Outcome, Report, ReportSession, ReportVerdict } from './report.js';
import { formatDuration, formatPercent } from './units.js';

export interface Headline {
  /** `neutral`: nothing is wrong, but not all is finished or nothing was seen. */
  readonly tone: 'error' | 'warning' | 'good' | 'neutral';
  readonly sentence: string;
}

/** Between a session and what was found about it. */
const troubleWords: Readonly<Record<Outcome, string>> = {
  finished: 'finished, but',
  'aborted-by-client': 'did not finish:',
  'aborted-by-server': 'did not finish:',
  refused: 'did not start:',
  open: 'is running, but',
  cut: 'was running, but',
};

const outcomeSentences: Readonly<Record<Outcome, string>> = {
  finished: 'finished in',
  'aborted-by-client': 'was ended by the client after',
  'aborted-by-server': 'was ended by the server after',
  refused: 'was refused after',
  open: 'has been running for',
  cut: 'was still running when the recording ended, after',
};

export function headlineOf(report: Report): Headline {
  const findings = report.verdicts.filter((verdict) => verdict.state === 'found' && verdict.severity !== 'info');
  const [top] = findings;
  if (top !== undefined) return describeTrouble(report, top, findings);
  const sessions = countedOnce(report.sessions);
  const [only] = sessions;
  if (only === undefined) return { tone: 'neutral', sentence: describeNoSession(report) };
  return sessions.length === 1 ? describeOne(only) : describeMany(sessions, report);
}

function describeTrouble(report: Report, top: ReportVerdict, findings: readonly ReportVerdict[]): Headline {
  const tone = top.severity === 'error' ? 'error' : 'warning';
  const subject = report.sessions.find((session) => session.id === top.session);
  const title = shortTitle(top);
  const others = findings.filter((verdict) => verdict !== top && verdict.severity === top.severity).length;
  const rest = others === 0 ? '' : ` ${countOf(others, `more ${tone}`)} below.`;
  if (subject !== undefined) {
    return { tone, sentence: `The ${describeWhat(subject)} ${troubleWords[subject.outcome]} ${title}.${rest}` };
  }
  const place = top.connection === null ? 'The run' : `Connection ${top.connection}`;
  return { tone, sentence: `${place}: ${title}.${rest}` };
}

function describeOne(session: ReportSession): Headline {
  const [longest] = budgetRows(session);
  const part =
    longest === undefined ? '' : ` Longest part, ${formatPercent(longest.share)}: ${causeWords[longest.cause]}.`;
  const what = `The ${describeWhat(session)} ${outcomeSentences[session.outcome]} ${formatDuration(session.durationMs)}.`;
  return { tone: session.outcome === 'finished' ? 'good' : 'neutral', sentence: what + part };
}

function describeMany(sessions: readonly ReportSession[], report: Report): Headline {
  const finishedCount = sessions.filter((session) => session.outcome === 'finished').length;
  const areAllFinished = finishedCount === sessions.length;
  const head = areAllFinished
    ? `All ${countOf(sessions.length, 'session')} finished, nothing is wrong.`
    : `${finishedCount} of ${countOf(sessions.length, 'session')} finished; no finding says that anything is wrong.`;
  const costliest = report.verdicts.find((verdict) => verdict.state === 'found' && verdict.chargedMs !== null);
  const cost = costliest === undefined ? '' : ` What cost most: ${shortTitle(costliest)}${placeOf(costliest)}.`;
  return { tone: areAllFinished ? 'good' : 'neutral', sentence: head + cost };
}

const placeOf = ({ session }: ReportVerdict): string => (session === null ? '' : ` (session ${session})`);

/** Neither the other side of a box (D6) nor the reader twin of a backup (D7) is a session of its own to a reader. */
function countedOnce(sessions: readonly ReportSession[]): readonly ReportSession[] {
  return sessions.filter(
    ({ id, kind, sameAs, twinOf }) => (sameAs === null || sameAs > id) && !(kind === 'restore' && twinOf !== null),
  );
}

/** As part of a sentence: without what a title explains behind its colon; `HTTP/2 …` keeps its capitals. */
function shortTitle({ title }: ReportVerdict): string {
  const [text = title] = title.split(': ');
  return /^[A-Z](?![A-Z])/.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text;
}
