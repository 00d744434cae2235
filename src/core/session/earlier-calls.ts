// What went before an upgrade on its connection. In: the connection's calls that no session has claimed. Out: them, in the
// session that the upgrade opens (D7), and when that session began.
import type { Call } from '../pbs/index.js';
import type { Connection } from './connection.js';
import type { Session } from './session.js';

/** The first session of a connection began with it; a later attempt with the first call since the last one. */
export function startOf(upgrade: Call, connection: Connection): number {
  if (connection.sessionCount === 0) return connection.openedAtMs;
  return connection.unclaimed[0]?.startedAtMs ?? upgrade.startedAtMs;
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
