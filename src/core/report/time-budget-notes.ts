// In: a session, its budget and its client. Out: what the budget could not tell apart, in sentences; none when it could.
import type { CauseTimesMs } from '../metrics/index.js';
import type { RecognisedClient } from '../recognition/index.js';
import type { Session } from '../session/index.js';

/** Below this nobody misses a line. */
const minNotedMs = 1;

export function describeBudgetLimits(session: Session, timesMs: CauseTimesMs, client: RecognisedClient): string[] {
  const { connection } = session;
  const isLive = connection.tls.client !== null || connection.tls.server !== null;
  const notes: string[] = [];
  if (!isLive && timesMs.requestTransfer + timesMs.responseTransfer >= minNotedMs) {
    notes.push('Recorded beside the line: whether a socket was full is not known, such time counts as transfer.');
  }
  if (connection.isLateJoin) notes.push('The beginning was not recorded: the budget starts with the recording.');
  if (client.pipeline.isEstimate && client.pipeline.callCount > 1) {
    notes.push(`The client is not known: that it waits with ${client.pipeline.callCount} calls open is an estimate.`);
  }
  if (connection.darkReasons.length > 0 || connection.hasGaps) {
    notes.push("Not all was decoded: time without a call that could be read counts as the client's.");
  }
  return notes;
}
