// One direction of a spliced connection: bytes from one TLS socket to the other as they come, back pressure and end included, over
// an emulated line where one is set. Writes to the peer first, shows the tap second; keeps nothing. What ended, and who began, is splice.ts's.
import type { Direction } from '../../core/wire/index.js';
import { type Leg, resetLeg } from './leg.js';
import { createLine, type Line, type LineEnd, type LineOptions } from './line/index.js';
import type { Sweeper } from './sweeper.js';
import type { Tap } from './tap.js';

export interface PumpOptions {
  readonly from: Leg;
  readonly to: Leg;
  readonly direction: Direction;
  readonly tap: Tap;
  readonly line: LineOptions | null;
  readonly nowMs: () => number;
  readonly sweeper: Sweeper;
  /** `from` has ended, what it sent before is written or on the line. The pump's `passEnd` or `passReset` is the answer. */
  readonly onEnd: () => void;
}

export interface Pump {
  /** `from` has ended cleanly: so does `to`, behind what is on the line. */
  passEnd(): void;
  /** `from` was reset: so is `to`, behind what is on the line. */
  passReset(): void;
  /** The connection is gone: nothing more is moved. */
  stop(): void;
}

/**
 * A write that fills the 1 MiB buffer is refused and drained again within a turn or two of the loop: the rhythm of bulk data, not
 * pressure. Longer than this, the peer is slower than the sender.
 */
const pressureAfterMs = 5;

export function startPump(options: PumpOptions): Pump {
  const { direction, tap } = options;
  const from = options.from.tls;
  const to = options.to.tls;
  const pressure = watchPressure(options);
  let isBlocked = false;
  let isStopped = false;

  const line = options.line === null ? null : startLine(options, options.line, () => unblock());
  const send = (bytes: Buffer): boolean => {
    if (line === null) {
      const isRoom = to.write(bytes);
      tap.sawBytes(direction, bytes);
      return isRoom;
    }
    const isRoom = line.push(bytes);
    // The tap is on the client's side of the line (D14).
    if (direction === 'toServer') tap.sawBytes(direction, bytes);
    return isRoom;
  };
  const move = (): void => {
    while (!isBlocked && !isStopped) {
      const bytes = from.read() as Buffer | null;
      if (bytes === null) return;
      if (!send(bytes)) {
        isBlocked = true;
        pressure.blocked();
      }
      options.sweeper.passed(bytes.length);
    }
  };
  const unblock = (): void => {
    if (!isBlocked) return;
    isBlocked = false;
    pressure.released();
    move();
  };
  to.on('drain', () => (line === null ? unblock() : line.resume()));
  from.on('readable', move);
  from.on('end', () => {
    if (!isStopped) options.onEnd();
  });
  move();
  return {
    passEnd() {
      if (line === null) to.end();
      else line.pushEnd('end');
    },
    passReset() {
      isStopped = true;
      if (line === null) resetLeg(options.to);
      else line.pushEnd('reset');
    },
    stop() {
      isStopped = true;
      line?.cut();
      pressure.stop();
    },
  };
}

function startLine({ to, direction, tap, nowMs }: PumpOptions, line: LineOptions, onRoom: () => void): Line {
  const endings: Readonly<Record<LineEnd, () => void>> = { end: () => to.tls.end(), reset: () => resetLeg(to) };
  return createLine(
    line,
    {
      deliver(bytes) {
        const isRoom = to.tls.write(bytes);
        if (direction === 'toClient') tap.sawBytes(direction, bytes);
        return isRoom;
      },
      deliverEnd: (how) => endings[how](),
      onRoom,
    },
    {
      nowMs,
      random: Math.random,
      after(delayMs, call) {
        const timer = setTimeout(call, delayMs);
        return () => clearTimeout(timer);
      },
    },
  );
}

/** Tells of pressure that lasts, in pairs of on and off. */
function watchPressure({ direction, tap }: PumpOptions): { blocked(): void; released(): void; stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  let isWaiting = false;
  let isTold = false;
  return {
    blocked() {
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
