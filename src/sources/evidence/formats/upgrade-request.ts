// The request line of an upgrade as a proxy logs it → which session it begins. In: `GET /api2/json/backup?… HTTP/1.1`. Out: side and snapshot,
// null where it is another request; and a request line without its secrets, short enough for a row.

import { redactTarget } from '../../../core/decode/index.js';
import type { EvidenceSide } from '../../../core/evidence/index.js';
import { snapshotPath } from '../../../core/pbs/index.js';

export interface Upgrade {
  readonly side: EvidenceSide;
  readonly snapshot: string;
}

/** A row of 80 columns has place for no more, and a query can have megabytes. */
const maxShownLength = 60;

export function parseUpgrade(request: string): Upgrade | null {
  const match = /^GET \/+api2\/json\/(backup|reader)\?(\S*)/.exec(request);
  if (match === null) return null;
  const query = new URLSearchParams(match[2]);
  const [type, id, time] = ['backup-type', 'backup-id', 'backup-time'].map((name) => query.get(name));
  const seconds = Number(time);
  if (type == null || id == null || time == null || !Number.isSafeInteger(seconds)) return null;
  return {
    side: match[1] === 'backup' ? 'backup' : 'reader',
    snapshot: snapshotPath(type, id, seconds),
  };
}

export function shortenRequest(request: string): string {
  const shown = redactTarget(request).replace(/ HTTP\/[\d.]+$/, '');
  return shown.length <= maxShownLength ? shown : `${shown.slice(0, maxShownLength - 1)}~`;
}
