// How the bytes of one direction get to the other side: straight into its socket, or over an emulated line. In: bytes and ends. Out: the
// same there, each piece shown to the tap once it is on its way, and pressure where a direction cannot go on. Law 1, D14.
import type { Direction } from '../../core/wire/index.js';
import { type Leg, resetLeg } from './leg.js';
import type { Line, LineEnd } from './line/index.js';
import { watchPressure } from './pressure.js';
import type { Tap } from './tap.js';

export interface WayOptions {
  readonly to: Leg;
  readonly direction: Direction;
  readonly tap: Tap;
  /** There is room again after there was none. */
  readonly onRoom: () => void;
}

export interface Way {
  /** How much it takes now; after 0, `onRoom` tells of more. */
  roomBytes(): number;
  send(bytes: Buffer): void;
  end(how: LineEnd): void;
  stop(): void;
}

export function openDirectWay({ to, direction, tap, onRoom }: WayOptions): Way {
  const pressure = watchPressure(tap, direction);
  let isFull = false;
  to.tls.on('drain', () => {
    if (!isFull) return;
    isFull = false;
    pressure.released();
    onRoom();
  });
  return {
    roomBytes: () => (isFull ? 0 : Number.POSITIVE_INFINITY),
    send(bytes) {
      isFull = !to.tls.write(bytes);
      tap.sawBytes(direction, bytes);
      if (isFull) pressure.blocked();
    },
    end: (how) => (how === 'end' ? to.tls.end() : resetLeg(to)),
    stop: pressure.stop,
  };
}

/**
 * The tap is on the client's side of the line, and sees what it would see before a real one. Towards the server that is the full line: it
 * takes no more. Towards the client a full line is at the server's end, where no proxy could see it; the client's socket is what counts.
 */
export function openLineWay({ to, direction, tap, onRoom }: WayOptions, line: Line): Way {
  const pressure = watchPressure(tap, direction);
  const isToServer = direction === 'toServer';
  const entry = line.open(direction, {
    deliver(bytes) {
      const isTaken = to.tls.write(bytes);
      if (!isToServer) {
        tap.sawBytes(direction, bytes);
        if (!isTaken) pressure.blocked();
      }
      return isTaken;
    },
    deliverEnd: (how) => (how === 'end' ? to.tls.end() : resetLeg(to)),
    onRoom,
    onRelief() {
      if (isToServer) pressure.released();
    },
  });
  to.tls.on('drain', () => {
    if (!isToServer) pressure.released();
    entry.resume();
  });
  return {
    roomBytes() {
      const { roomBytes } = entry;
      if (roomBytes === 0 && isToServer) pressure.blocked();
      return roomBytes;
    },
    send(bytes) {
      entry.push(bytes);
      if (isToServer) tap.sawBytes(direction, bytes);
    },
    end: (how) => entry.pushEnd(how),
    stop() {
      entry.cut();
      pressure.stop();
    },
  };
}
