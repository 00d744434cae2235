// One direction of a spliced connection: bytes from one TLS socket to the other as they come, back pressure and end included. Reads no
// more than the way to the other side takes; keeps nothing. What ended, and who began, is splice.ts's.
import type { Direction } from '../../core/wire/index.js';
import { type Leg, socketOptions } from './leg.js';
import type { Line } from './line/index.js';
import type { Sweeper } from './sweeper.js';
import type { Tap } from './tap.js';
import { openDirectWay, openLineWay } from './way.js';

export interface PumpOptions {
  readonly from: Leg;
  readonly to: Leg;
  readonly direction: Direction;
  readonly tap: Tap;
  readonly line: Line | null;
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

export function startPump({ from, to, direction, tap, line, sweeper, onEnd }: PumpOptions): Pump {
  const { tls } = from;
  let isStopped = false;

  const move = (): void => {
    while (!isStopped) {
      const roomBytes = way.roomBytes();
      if (roomBytes === 0) return;
      const bytes = readUpTo(tls, roomBytes);
      if (bytes === null) return;
      way.send(bytes);
      sweeper.passed(bytes.length);
    }
  };
  const wayOptions = { to, direction, tap, onRoom: move };
  const way = line === null ? openDirectWay(wayOptions) : openLineWay(wayOptions, line);
  tls.on('readable', move);
  tls.on('end', () => {
    if (!isStopped) onEnd();
  });
  move();
  return {
    passEnd: () => way.end('end'),
    passReset() {
      isStopped = true;
      way.end('reset');
    },
    stop() {
      isStopped = true;
      way.stop();
    },
  };
}

/** Asking Node for more than it has gives nothing, and asking for more than its mark raises that. */
function readUpTo(socket: Leg['tls'], byteCount: number): Buffer | null {
  const { readableLength } = socket;
  const isAll = readableLength <= byteCount && readableLength <= socketOptions.highWaterMark;
  return socket.read(isAll ? undefined : Math.min(byteCount, socketOptions.highWaterMark)) as Buffer | null;
}
