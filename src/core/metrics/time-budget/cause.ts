// What a session can wait for, in the order in which the causes are tested: the first that holds is charged (diagnosis.md 1).
// In: nothing. Out: names and types.
import type { Operation } from '../../pbs/index.js';

export const causes = [
  'connect',
  'login',
  'open',
  'serverLine',
  'clientLine',
  'connectionWindow',
  'streamWindow',
  'streamLimit',
  'requestTransfer',
  'responseTransfer',
  'indexAppend',
  'roundTrip',
  'server',
  'clientProduce',
  'idle',
  'closing',
] as const;

export type Cause = (typeof causes)[number];
export type CauseTimesMs = Readonly<Record<Cause, number>>;

export interface TimeBudget {
  /** Every cause; they sum to the session's duration (Law 5). */
  readonly causesMs: CauseTimesMs;
  /** The `server` cause, operation by operation. */
  readonly serverMsByOperation: Readonly<Partial<Record<Operation, number>>>;
}

export function noTimes(): Record<Cause, number> {
  return Object.fromEntries(causes.map((cause) => [cause, 0])) as Record<Cause, number>;
}
