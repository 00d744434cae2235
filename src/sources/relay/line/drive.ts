// Lets happen what link.ts reckons, for one direction of a line: timers, room, exits that do not take. In: bytes and ends of each connection.
// Out: the same through its exit when they are due, a fraction of a ms early or late. Decides nothing of when.
import type { Lane } from './lane.js';
import type { LinkOptions } from './line-options.js';
import { Link } from './link.js';

/** Timers and chance, given from outside so that tests need no waiting. */
export interface LineSurroundings {
  nowMs(): number;
  /** Evenly spread over 0 to 1. */
  random(): number;
  /** Calls back once after about so many ms, below 1 ms as soon as anything else had its turn; the result cancels. */
  after(waitMs: number, call: () => void): () => void;
}

export type LineEnd = 'end' | 'reset';

export interface LaneExit {
  /** False when no more must be delivered until `resume`. */
  deliver(bytes: Buffer): boolean;
  /** `reset`: what had not left the line before it is lost, as in TCP. */
  deliverEnd(how: LineEnd): void;
  /** There is room again after there was none. */
  onRoom(): void;
  /** Half of the queue is free after it was full: between the two a line that is kept busy stays, and is full all that time. */
  onRelief(): void;
}

/** One direction of one connection. */
export interface LaneEntry {
  /** How much may be pushed now; after 0, `onRoom` tells of more. */
  readonly roomBytes: number;
  push(bytes: Buffer): void;
  pushEnd(how: LineEnd): void;
  /** The exit takes bytes again. */
  resume(): void;
  /** Bytes on the line are lost, as with a cut cable. */
  cut(): void;
}

/** Timers tick in whole ms. Of bulk a piece may be early by this share of the delay, half a tick at most. */
const nearEnoughShare = 0.025;
const maxEarlyMs = 0.5;
const tickMs = 1;
/** More than this on the way is bulk. Of less, a call and its answer, each is waited for exactly, the last part of a tick by polling. */
const bulkBytes = 64 * 1024;

interface Port {
  readonly lane: Lane;
  readonly exit: LaneExit;
  isExitReady: boolean;
  isRoomOwed: boolean;
  isFull: boolean;
  resetAtMs: number;
}

export class Drive {
  readonly #link: Link;
  readonly #around: LineSurroundings;
  readonly #bulkEarlyMs: number;
  readonly #ports = new Set<Port>();
  #cancelTimer: (() => void) | null = null;
  #isAdvancing = false;

  constructor(options: LinkOptions, around: LineSurroundings) {
    this.#link = new Link(options, around.random);
    this.#around = around;
    this.#bulkEarlyMs = Math.min(maxEarlyMs, options.delayMs * nearEnoughShare);
  }

  open(exit: LaneExit): LaneEntry {
    const lane = this.#link.open();
    const port: Port = {
      lane,
      exit,
      isExitReady: true,
      isRoomOwed: false,
      isFull: false,
      resetAtMs: Number.POSITIVE_INFINITY,
    };
    this.#ports.add(port);
    const close = (): void => {
      this.#ports.delete(port);
      this.#link.close(lane);
    };
    return {
      get roomBytes() {
        const { roomBytes } = lane;
        if (roomBytes === 0) {
          port.isRoomOwed = true;
          port.isFull = true;
        }
        return roomBytes;
      },
      push: (bytes) => {
        lane.push(bytes, this.#around.nowMs());
        this.#advance();
      },
      pushEnd: (how) => {
        const nowMs = this.#around.nowMs();
        if (how === 'end') lane.push(null, nowMs);
        else port.resetAtMs = lane.reset(this.#link.arrivalOfNothing(nowMs));
        this.#advance();
      },
      resume: () => {
        if (port.isExitReady) return;
        port.isExitReady = true;
        lane.release(this.#around.nowMs());
        this.#advance();
      },
      cut: close,
    };
  }

  /** Lets everything happen that is due, and comes back when more is. Exits may push while they are called. */
  #advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    try {
      while (this.#waitMs() <= 0) this.#step();
    } finally {
      this.#isAdvancing = false;
      this.#schedule();
    }
  }

  #step(): void {
    const nowMs = this.#around.nowMs();
    this.#link.advance(nowMs);
    for (const port of this.#ports) {
      this.#deliver(port, nowMs);
      this.#tellRoom(port);
    }
  }

  #tellRoom(port: Port): void {
    const { lane, exit } = port;
    if (port.isRoomOwed && lane.roomBytes > 0) {
      port.isRoomOwed = false;
      exit.onRoom();
    }
    if (port.isFull && lane.isHalfFree) {
      port.isFull = false;
      exit.onRelief();
    }
  }

  #deliver(port: Port, nowMs: number): void {
    const { lane, exit } = port;
    const untilMs = nowMs + this.#earlyMs;
    if (port.resetAtMs <= untilMs) {
      this.#ports.delete(port);
      this.#link.close(lane);
      exit.deliverEnd('reset');
      return;
    }
    while (port.isExitReady) {
      const parcel = lane.arrive(untilMs, nowMs);
      if (parcel === undefined) return;
      if (parcel === null) exit.deliverEnd('end');
      else if (!exit.deliver(parcel)) {
        port.isExitReady = false;
        lane.hold();
      }
    }
  }

  /** 0 or less: something is due. */
  #waitMs(): number {
    const nowMs = this.#around.nowMs();
    const untilMs = nowMs + this.#earlyMs;
    let waitMs = this.#link.nextStartMs - nowMs;
    for (const { lane, isExitReady, resetAtMs } of this.#ports) {
      const dueMs = Math.min(isExitReady ? lane.dueAtMs : Number.POSITIVE_INFINITY, resetAtMs);
      waitMs = Math.min(waitMs, dueMs - untilMs); // as #deliver reckons, to the last bit
    }
    return waitMs;
  }

  #schedule(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const waitMs = this.#waitMs();
    if (waitMs === Number.POSITIVE_INFINITY) return;
    // Rounded up: one timer, not one and a second for the rest.
    const timerMs = this.#isBulk ? Math.max(tickMs, Math.ceil(waitMs)) : waitMs;
    this.#cancelTimer = this.#around.after(timerMs, () => {
      this.#cancelTimer = null;
      this.#advance();
    });
  }

  get #earlyMs(): number {
    return this.#isBulk ? this.#bulkEarlyMs : 0;
  }

  get #isBulk(): boolean {
    let travellingBytes = 0;
    for (const { lane } of this.#ports) {
      if (lane.isBacklogged) return true;
      travellingBytes += lane.travellingBytes;
    }
    return travellingBytes > bulkBytes;
  }
}
