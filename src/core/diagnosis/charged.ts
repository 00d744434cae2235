// Reads the time budget of a session for the rules. In: a session of the report and causes (diagnosis.md 1). Out: the time
// charged to them and its share of the session; null where the report has no budget. Computes no budget.
import type { Cause, ReportSession } from '../report/index.js';

export interface Charge {
  readonly chargedMs: number;
  /** Of the session's duration, 0 to 1. */
  readonly share: number;
}

export function chargeOf(session: ReportSession, ...causes: readonly Cause[]): Charge | null {
  const { timeBudgetMs: budget, durationMs } = session;
  if (budget === null || durationMs <= 0) return null;
  const chargedMs = causes.reduce((sum, cause) => sum + budget[cause], 0);
  return { chargedMs, share: chargedMs / durationMs };
}

/** Of the cause `server`, what these operations have. */
export function serverChargeOf(
  session: ReportSession,
  ...operations: readonly (keyof ReportSession['serverMsByOperation'])[]
): Charge | null {
  const { timeBudgetMs, serverMsByOperation, durationMs } = session;
  if (timeBudgetMs === null || durationMs <= 0) return null;
  const chargedMs = operations.reduce((sum, operation) => sum + (serverMsByOperation[operation] ?? 0), 0);
  return { chargedMs, share: chargedMs / durationMs };
}
