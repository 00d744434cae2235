// Which sessions belong together. In: two sessions. Out: whether one is the metadata reader twin of the other (D7), or the
// same session on the two sides of a box that terminates TLS (D6). Pure.
import { hostOf } from './connection.js';
import type { Session } from './session.js';

/**
 * A metadata backup reads the previous snapshot of its group through a reader session of its own, from the same machine,
 * while it runs (protocol.md 4.6).
 */
export function isReaderTwin(reader: Session, backup: Session): boolean {
  if (reader.side !== 'reader' || backup.side !== 'backup' || backup.endedAtMs !== null) return false;
  if (hostOf(reader.connection.client) !== hostOf(backup.connection.client)) return false;
  const from = reader.upgradeCall?.parameters;
  const to = backup.upgradeCall?.parameters;
  if (from === undefined || to === undefined || from.backupTime === undefined || to.backupTime === undefined)
    return false;
  const isSameGroup =
    from.store === to.store &&
    (from.namespace ?? '') === (to.namespace ?? '') &&
    from.backupType === to.backupType &&
    from.backupId === to.backupId;
  if (!isSameGroup) return false;
  const previous = backup.previousBackupTime;
  return typeof previous === 'number' ? from.backupTime === previous : from.backupTime < to.backupTime;
}

/**
 * `inner` is the server side of `outer`: the same upgrade, asked later, answered earlier, of another server address. Called
 * when the inner upgrade is answered. Two clients that restore the same snapshot talk to the same address.
 */
export function isSameSession(inner: Session, outer: Session): boolean {
  const asked = outer.upgradeCall;
  const answered = inner.upgradeCall;
  if (asked === null || answered === null || outer.connection === inner.connection) return false;
  return (
    outer.upgrade === 'pending' &&
    asked.state === 'open' &&
    outer.sameAs === null &&
    asked.target === answered.target &&
    asked.startedAtMs <= answered.startedAtMs &&
    outer.connection.server !== inner.connection.server
  );
}
