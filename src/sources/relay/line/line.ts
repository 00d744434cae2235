// One direction of an emulated line: what enters leaves later, in order, no faster than the rate, and no more fits than a real
// line of that delay and rate would hold (D14). In: bytes, an end. Out: the same through `deliver`. Loses nothing.

export interface LineOptions {
  /** One way: a round trip is twice this. */
  readonly delayMs: number;
  /** Up to so much more, evenly spread; order is kept. */
  readonly jitterMs: number;
  /** Per direction; null = no limit. */
  readonly rateBitsPerSec: number | null;
}

/** Timers and chance, given from outside so that tests need no waiting. */
export interface LineSurroundings {
  nowMs(): number;
  /** Evenly spread over 0 to 1. */
  random(): number;
  /** Calls back once after so many ms; the result cancels. */
  after(delayMs: number, call: () => void): () => void;
}

export type LineEnd = 'end' | 'reset';

export interface LineExit {
  /** False when no more must be delivered until `resume`. */
  deliver(bytes: Buffer): boolean;
  /** `reset`: what had not left the line before it is lost, as in TCP. */
  deliverEnd(how: LineEnd): void;
  /** There is room again after `push` was false. */
  onRoom(): void;
}

export interface Line {
  /** False when the line is full; what was pushed is taken all the same. */
  push(bytes: Buffer): boolean;
  pushEnd(how: LineEnd): void;
  /** The exit takes bytes again. */
  resume(): void;
  /** Bytes on the line are lost, as with a cut cable. */
  cut(): void;
}

/** A line without a rate still holds a bound: 32 MiB, PBS's own flow-control window (protocol.md 1.7). */
const unratedCapacityBytes = 32 * 1024 * 1024;
/** The queue before the bottleneck: so much beyond what is on the way. */
const queueBytes = 64 * 1024;
/** What leaves at once: at most so much of the line's time, so that a rate flows instead of jumping. */
const maxPieceMs = 2;
const minPieceBytes = 1448;
/** Timers tick in whole ms; what is due within this goes now. */
const dueWithinMs = 0.5;

interface Parcel {
  readonly bytes: Buffer | null;
  readonly dueMs: number;
}

export function capacityBytes({ delayMs, jitterMs, rateBitsPerSec }: LineOptions): number {
  if (rateBitsPerSec === null) return unratedCapacityBytes;
  return Math.ceil((rateBitsPerSec / 8_000) * (2 * delayMs + jitterMs)) + queueBytes;
}

export function createLine(options: LineOptions, exit: LineExit, around: LineSurroundings): Line {
  const { delayMs, jitterMs, rateBitsPerSec } = options;
  const capacity = capacityBytes(options);
  const bytesPerMs = rateBitsPerSec === null ? Number.POSITIVE_INFINITY : rateBitsPerSec / 8_000;
  const pieceBytes = Math.max(minPieceBytes, Math.floor(bytesPerMs * maxPieceMs));
  let parcels: Parcel[] = [];
  let head = 0;
  let heldBytes = 0;
  let isFull = false;
  let isExitReady = true;
  let isCut = false;
  let freeAtMs = 0;
  let lastDueMs = 0;
  let cancelTimer: (() => void) | null = null;

  const book = (byteCount: number): number => {
    freeAtMs = Math.max(freeAtMs, around.nowMs()) + byteCount / bytesPerMs;
    lastDueMs = Math.max(lastDueMs, freeAtMs + delayMs + jitterMs * around.random());
    return lastDueMs;
  };
  const cut = (): void => {
    isCut = true;
    cancelTimer?.();
    parcels = [];
  };
  const release = (parcel: Parcel): void => {
    head += 1;
    if (head * 2 > parcels.length) {
      parcels = parcels.slice(head); // now and then: shifting each time would cost the whole queue
      head = 0;
    }
    if (parcel.bytes === null) exit.deliverEnd('end');
    else {
      heldBytes -= parcel.bytes.length;
      isExitReady = exit.deliver(parcel.bytes);
    }
  };
  const advance = (): void => {
    cancelTimer?.();
    cancelTimer = null;
    for (let next = parcels[head]; next !== undefined && isExitReady && !isCut; next = parcels[head]) {
      const waitMs = next.dueMs - around.nowMs();
      if (waitMs > dueWithinMs) {
        cancelTimer = around.after(waitMs, advance);
        break;
      }
      release(next);
    }
    if (isFull && heldBytes < capacity) {
      isFull = false;
      exit.onRoom();
    }
  };
  return {
    push(bytes) {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const piece = bytes.subarray(at, at + pieceBytes);
        parcels.push({ bytes: piece, dueMs: book(piece.length) });
        heldBytes += piece.length;
      }
      if (cancelTimer === null) advance();
      isFull = heldBytes >= capacity;
      return !isFull;
    },
    pushEnd(how) {
      const dueMs = book(0);
      if (how === 'end') {
        parcels.push({ bytes: null, dueMs });
        if (cancelTimer === null) advance();
        return;
      }
      // A reset waits for its time, but for no window.
      around.after(Math.max(0, dueMs - around.nowMs()), () => {
        if (isCut) return;
        cut();
        exit.deliverEnd('reset');
      });
    },
    resume() {
      isExitReady = true;
      if (cancelTimer === null) advance();
    },
    cut,
  };
}
