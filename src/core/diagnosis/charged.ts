// Reads the time budget of a session for the rules. In: a session of the report and causes (diagnosis.md 1). Out: the time
// charged to them and its share of the session; null where the report has no budget. Computes no budget.
import type { ReportSession } from '../report/index.js';

export interface Charge {
  readonly chargedMs: number;
  /** Of the session's duration, 0 to 1. */
  readonly share: number;
}

export function chargeOf(session: ReportSession, ...causes: readonly string[]): Charge | null {
  const { timeBudgetMs, durationMs } = session;
  if (timeBudgetMs === null || durationMs <= 0) return null;
  const budget: Readonly<Record<string, number>> = timeBudgetMs;
  const chargedMs = causes.reduce((sum, cause) => sum + (budget[cause] ?? 0), 0);
  return { chargedMs, share: chargedMs / durationMs };
}

/** Of the cause `server`, what these operations have. */
export function serverChargeOf(session: ReportSession, ...operations: readonly string[]): Charge | null {
  const { durationMs } = session;
  const byOperation = (session as { serverMsByOperation?: Readonly<Record<string, number>> | null })
    .serverMsByOperation;
  if (byOperation == null || durationMs <= 0) return null;
  const chargedMs = operations.reduce((sum, operation) => sum + (byOperation[operation] ?? 0), 0);
  return { chargedMs, share: chargedMs / durationMs };
}
