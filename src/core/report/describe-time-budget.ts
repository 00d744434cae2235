// In: a session of the report. Out: where its time went, cause by cause, the greatest first, in words. The sums are made by
// core/metrics; here they are only shown. diagnosis.md 1.
import { type Cause, causes } from '../metrics/index.js';
import type { ReportSession } from './report.js';
import { formatDuration, formatPercent } from './units.js';

export const causeWords: Readonly<Record<Cause, string>> = {
  connect: 'TCP and TLS are set up',
  login: 'a ticket is asked for, or credentials are refused',
  open: 'the upgrade waits for its 101',
  serverLine: 'the line to the server is full',
  clientLine: 'the line to the client is full',
  connectionWindow: 'the window of the connection is used up',
  streamWindow: 'the window of a stream is used up',
  streamLimit: 'the server allows no more calls at a time',
  requestTransfer: 'request bodies are under way',
  responseTransfer: 'replies are under way',
  indexAppend: 'an index append holds up the chunks behind it',
  roundTrip: 'a reply that the client needs is on the line',
  server: 'the server works',
  clientProduce: 'the client is at work: reads, cuts, compresses',
  idle: 'nobody asks for anything',
  closing: 'all is done, the connection still stands',
};

export interface BudgetRow {
  readonly cause: Cause;
  readonly durationMs: number;
  /** Of the session, 0 to 1. */
  readonly share: number;
  readonly words: string;
}

/** Operations named behind the server's share; the JSON report has all. */
const maxNamedOperations = 3;

/** Causes that took any time, the greatest first. */
export function budgetRows(session: ReportSession): BudgetRow[] {
  const totalMs = causes.reduce((sum, cause) => sum + session.timeBudgetMs[cause], 0);
  return causes
    .filter((cause) => session.timeBudgetMs[cause] > 0)
    .map((cause) => {
      const durationMs = session.timeBudgetMs[cause];
      const words = cause === 'server' ? describeServer(session) : causeWords[cause];
      return { cause, durationMs, share: durationMs / totalMs, words };
    })
    .sort((a, b) => b.durationMs - a.durationMs);
}

/** `server 62.1 ms (26 %): the server works: finish 45.3 ms, uploadDynamicChunk 14.6 ms`. */
export function describeTimeBudget(session: ReportSession): string[] {
  return budgetRows(session).map(
    ({ cause, durationMs, share, words }) =>
      `${cause} ${formatDuration(durationMs)} (${formatPercent(share)}): ${words}`,
  );
}

function describeServer({ serverMsByOperation }: ReportSession): string {
  const operations = Object.entries(serverMsByOperation).sort(([, a], [, b]) => b - a);
  const named = operations.slice(0, maxNamedOperations).map(([name, ms]) => `${name} ${formatDuration(ms)}`);
  return named.length === 0 ? causeWords.server : `${causeWords.server}: ${named.join(', ')}`;
}
