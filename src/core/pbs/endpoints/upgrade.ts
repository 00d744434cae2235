// The two protocol names of an upgrade ⇄ the side of the session API that they open. protocol.md 1.5.
import type { Side } from './endpoint.js';

export type SessionSide = Exclude<Side, 'rest'>;

/** Compared exactly, case included, by the server. */
export const upgradeNames: Readonly<Record<SessionSide, string>> = {
  backup: 'proxmox-backup-protocol-v1',
  reader: 'proxmox-backup-reader-protocol-v1',
};

export function sideOfUpgrade(upgrade: string | null): SessionSide | null {
  if (upgrade === upgradeNames.backup) return 'backup';
  return upgrade === upgradeNames.reader ? 'reader' : null;
}
