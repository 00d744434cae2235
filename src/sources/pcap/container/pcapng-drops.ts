// In: interface statistics blocks, whose counts run on. Out: how many more packets were lost since the last one, because whoever
// captured was too slow. draft-ietf-opsawg-pcapng 4.6 (isb_ifdrop, isb_osdrop).
import { readOptions } from './pcapng-options.js';

/** Interface number and time stamp stand before the options. */
const optionsAt = 12;
const droppedByInterface = 5;
const droppedBySystem = 7;
const counterBytes = 8;

export class PcapngDrops {
  /** By interface. */
  readonly #knownCounts = new Map<number, number>();

  read(view: DataView, isLittleEndian: boolean): number {
    if (view.byteLength < optionsAt) return 0;
    const from = view.getUint32(0, isLittleEndian);
    let count = 0;
    for (const { code, valueAt, valueBytes } of readOptions(view, optionsAt, isLittleEndian)) {
      const isCounter = (code === droppedByInterface || code === droppedBySystem) && valueBytes === counterBytes;
      if (isCounter) count += Number(view.getBigUint64(valueAt, isLittleEndian));
    }
    const knownCount = this.#knownCounts.get(from) ?? 0;
    this.#knownCounts.set(from, Math.max(count, knownCount));
    return Math.max(0, count - knownCount);
  }
}
