// In: a record that may be the first behind a hole, and the keys of its direction. Out: what the hole took away. Bounded: a
// hostile capture could make it try for ever.
import { maxBodyBytes, recordHeaderBytes } from './record-header.js';
import type { Lost, RecordKeys } from './record-keys.js';

/** Records tried per direction. A try of 16 KiB takes some 15 us; 4 GiB lost in one piece is 262 144 records. */
const maxTryCount = 300_000;
/** Beyond what the hole needs at least: small records between large ones. Then it tries no further. */
const maxSmallRecordCount = 4096;

export class HoleTries {
  #leftCount = maxTryCount;

  /** `lostBytes`: of records, whole ones, in front of this. */
  find(keys: RecordKeys, record: Uint8Array, lostBytes: number): Lost | null {
    const overheadBytes = keys.overheadBytes ?? recordHeaderBytes;
    const leastCount = Math.ceil(lostBytes / (maxBodyBytes + recordHeaderBytes));
    const mostCount = Math.min(
      Math.floor(lostBytes / overheadBytes),
      leastCount + Math.min(maxSmallRecordCount + leastCount, this.#leftCount),
    );
    if (this.#leftCount <= 0) return null;
    const lost = keys.findBehindHole(record, { leastCount, mostCount });
    this.#leftCount -= (lost?.count ?? mostCount) - leastCount + 1;
    return lost;
  }
}

/** Content of that many lost records; exact, since nothing but padding could differ and nobody pads. */
export const lostContentBytes = (keys: RecordKeys, lost: Lost, lostBytes: number): number =>
  Math.max(0, lostBytes - lost.count * (keys.overheadBytes ?? 0));
