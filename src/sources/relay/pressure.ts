// Tells of pressure that lasts, in pairs of on and off. In: when a direction cannot go on, and when it can again. Out: facts to the tap.
import type { Direction } from '../../core/wire/index.js';
import type { Tap } from './tap.js';

export interface PressureWatch {
  blocked(): void;
  released(): void;
  stop(): void;
}

/**
 * A write that fills the 1 MiB buffer is refused and drained again within a turn or two of the loop: the rhythm of bulk data, not
 * pressure. Longer than this, the peer is slower than the sender.
 */
const pressureAfterMs = 5;

export function watchPressure(tap: Tap, direction: Direction): PressureWatch {
  let timer: NodeJS.Timeout | null = null;
  let isWaiting = false;
  let isTold = false;
  return {
    blocked() {
      if (isWaiting) return;
      isWaiting = true;
      if (timer !== null) timer.refresh();
      else {
        timer = setTimeout(() => {
          if (!isWaiting || isTold) return;
          isTold = true;
          tap.tell({ kind: 'pressure', direction, isOn: true });
        }, pressureAfterMs);
        timer.unref();
      }
    },
    released() {
      isWaiting = false;
      if (isTold) tap.tell({ kind: 'pressure', direction, isOn: false });
      isTold = false;
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
