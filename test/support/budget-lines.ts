// In: an analyzer. Out: the budgets of its sessions as text, one cause a line, for golden tests; and Law 5, checked.
import assert from 'node:assert/strict';
import type { Analyzer } from '../../src/core/analyzer.js';
import { causes, type Report, type ReportSession } from '../../src/core/report/index.js';

/** Sums of binary fractions: far below the millisecond that the law allows. */
const toleranceMs = 0.001;

const round = (ms: number): number => Math.round(ms * 1000) / 1000;

/** `open 10` a line, in the order of the causes; the server's with its operations: `server 20: finish 20`. */
export function budgetLines(analyzer: Analyzer, sessionId = 1): string {
  const session = analyzer.report().sessions.find((one) => one.id === sessionId);
  assert.ok(session !== undefined, `session ${sessionId} is there`);
  return causes
    .filter((cause) => round(session.timeBudgetMs[cause]) !== 0)
    .map((cause) => `${cause} ${round(session.timeBudgetMs[cause])}${cause === 'server' ? operationsOf(session) : ''}`)
    .join('\n');
}

function operationsOf({ serverMsByOperation }: ReportSession): string {
  const words = Object.entries(serverMsByOperation).map(([operation, ms]) => `${operation} ${round(ms)}`);
  return `: ${words.join(', ')}`;
}

/** Law 5: each millisecond of each session is charged once, to one cause. */
export function assertConservation(report: Report): void {
  for (const session of report.sessions) {
    const { timeBudgetMs, serverMsByOperation, durationMs, id } = session;
    assert.deepEqual(Object.keys(timeBudgetMs), [...causes]);
    const shares = Object.values(timeBudgetMs);
    for (const ms of shares) assert.ok(ms >= 0 && Number.isFinite(ms), `session ${id} has a share of ${ms}`);
    const sum = (list: readonly number[]): number => list.reduce((total, ms) => total + ms, 0);
    assert.ok(Math.abs(sum(shares) - durationMs) <= toleranceMs, `session ${id}: ${sum(shares)} of ${durationMs} ms`);
    const ofServer = sum(Object.values(serverMsByOperation));
    assert.ok(Math.abs(ofServer - timeBudgetMs.server) <= toleranceMs, `session ${id}: server ${ofServer}`);
  }
}
