// What went before an upgrade on its connection. In: the connection's calls that no session has claimed. Out: them, in the
// session that the upgrade opens (D7), and when that session began.
import type { Call } from '../pbs/index.js';
import type { Connection } from './connection.js';
import type { Session } from './session.js';

/**
 * A call outside any session, or one that opens one: the first after the last session is where the next one begins. The first
 * session of a connection began with it. Never before the last one ended: each millisecond belongs to one session (Law 5).
 */
export function noteNextSession(call: Call, connection: Connection): number {
  connection.nextSessionAtMs ??= Math.max(connection.lastSessionEndedAtMs, call.startedAtMs);
  return connection.nextSessionAtMs;
}

/** A session of the connection is over. */
export function noteSessionOver(connection: Connection, atMs: number): void {
  connection.nextSessionAtMs = null;
  connection.lastSessionEndedAtMs = atMs;
}

/** D7: calls on a connection before its upgrade belong to that session. */
export function claimEarlier(connection: Connection, session: Session): readonly Call[] {
  const claimed = connection.unclaimed;
  for (const call of claimed) session.noteEarlier(call);
  session.callCount += connection.callCount - claimed.length; // beyond the limit only their number is known
  connection.callCount = 0;
  connection.failedCalls = [];
  connection.unclaimed = [];
  return claimed;
}
