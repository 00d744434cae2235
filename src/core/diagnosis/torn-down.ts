// Whether a session was torn down rather than ended. In: a session. Out: yes where it stopped before it was done and not by its
// own failure: what rules about boxes and vanished peers have in common. D8.
import type { ReportSession } from '../report/index.js';
import { isNormalFailure } from './normal-failures.js';
import type { SessionCase } from './rule.js';

export function isTornDown({ session, connection }: SessionCase): boolean {
  // What pbscope cut itself says nothing about others.
  if (!isUnfinished(session) || connection.closedBy === 'proxy') return false;
  return !session.failedCalls.some((call) => (call.status ?? 0) >= 400 && !isNormalFailure(call));
}

export const isUnfinished = ({ outcome }: ReportSession): boolean =>
  outcome === 'aborted-by-client' || outcome === 'aborted-by-server';
