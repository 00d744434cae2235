// An emulated line on a clock that moves from timer to timer, so that seconds of it take none. In: a line, what is pushed when, and
// when its exits take bytes. Out: a log of what came out, and when; the bytes themselves.
import type { Direction } from '../../src/core/wire/index.js';
import { createLine, type LaneEntry, type Line, type LineOptions } from '../../src/sources/relay/line/index.js';

export const plainLine: LineOptions = {
  delayMs: 20,
  jitterMs: 0,
  rateBitsPerSec: { toServer: null, toClient: null },
  lossShare: 0,
  handshakeDelayMs: 0,
};

/** 1000 bytes a ms are 8 Mbit/s. */
export const lineOf = (changes: Partial<LineOptions> & { readonly bytesPerMs?: number }): LineOptions => {
  const { bytesPerMs, ...rest } = changes;
  const rate = bytesPerMs === undefined ? null : bytesPerMs * 8_000;
  return { ...plainLine, rateBitsPerSec: { toServer: rate, toClient: rate }, ...rest };
};

export interface Delivery {
  readonly atMs: number;
  readonly byteCount: number;
}

interface Timer {
  readonly atMs: number;
  readonly call: () => void;
}

export class VirtualLine {
  readonly line: Line;
  readonly deliveries: Delivery[] = [];
  nowMs = 0;
  #timers: Timer[] = [];

  constructor(options: LineOptions, random: () => number = () => 0) {
    this.line = createLine(options, {
      nowMs: () => this.nowMs,
      random,
      after: (waitMs, call) => {
        const timer = { atMs: this.nowMs + waitMs, call };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((one) => one !== timer);
        };
      },
    });
  }

  open(direction: Direction = 'toServer'): VirtualLane {
    return new VirtualLane(this, direction);
  }

  at(atMs: number, act: () => void): this {
    this.runUntil(atMs);
    act();
    return this;
  }

  runUntil(untilMs: number): this {
    for (let next = this.#nextTimer(untilMs); next !== undefined; next = this.#nextTimer(untilMs)) {
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.call();
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
    return this;
  }

  #nextTimer(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.atMs <= untilMs && (next === undefined || timer.atMs < next.atMs)) next = timer;
    this.#timers = this.#timers.filter((one) => one !== next);
    return next;
  }
}

/** One direction of one connection on it. */
export class VirtualLane {
  readonly entry: LaneEntry;
  readonly log: string[] = [];
  readonly deliveries: Delivery[] = [];
  readonly parts: Buffer[] = [];
  isExitReady = true;
  onRoom = (): void => undefined;

  constructor(virtual: VirtualLine, direction: Direction) {
    const note = (what: string | number): void => {
      this.log.push(`${Math.round(virtual.nowMs * 1000) / 1000} ${what}`);
    };
    this.entry = virtual.line.open(direction, {
      deliver: (bytes) => {
        note(bytes.length);
        const delivery = { atMs: virtual.nowMs, byteCount: bytes.length };
        this.deliveries.push(delivery);
        virtual.deliveries.push(delivery);
        this.parts.push(bytes);
        return this.isExitReady;
      },
      deliverEnd: note,
      onRoom: () => {
        note('room');
        this.onRoom();
      },
      onRelief: () => note('relief'),
    });
  }

  get got(): Buffer {
    return Buffer.concat(this.parts);
  }

  /** Pushes whenever there is room, until so many bytes were pushed. */
  pushSteadily(totalBytes: number, pieceBytes = 1 << 20): void {
    let leftBytes = totalBytes;
    const bytes = Buffer.alloc(Math.min(totalBytes, pieceBytes), 1);
    const fill = (): void => {
      while (leftBytes > 0) {
        const byteCount = Math.min(leftBytes, this.entry.roomBytes, bytes.length);
        if (byteCount === 0) return;
        leftBytes -= byteCount;
        this.entry.push(bytes.subarray(0, byteCount));
      }
      this.onRoom = () => undefined;
    };
    this.onRoom = fill;
    fill();
  }
}
