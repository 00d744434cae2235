// What packet loss looks like from above TCP: stalls and a lower rate. In: sizes and times of what one connection sends. Out: when
// more may leave, and how long a lost segment takes to be repaired. A model of a sender with CUBIC, SACK and RFC 6298's timer; nothing
// is really lost, and ACKs never are. RFC 9438, 6675, 6298.
import { CubicWindow } from './cubic-window.js';
import { segmentBytes } from './line-options.js';

/** Linux: the timer is the round trip and at least so much. */
const minTimeoutMs = 200;
/** RFC 6298 (2.5) and Linux: the timer doubles up to this. */
const maxTimeoutMs = 120_000;
/** Linux, tcp_retries2: a sender gives up after so many; the emulation goes on. */
const maxRetryCount = 15;
/** RFC 5681 3.2: so many segments behind a lost one make it be sent again at once. */
const duplicateAckCount = 3;

export interface TcpSenderOptions {
  readonly lossShare: number;
  readonly roundTripMs: number;
  /** What the line can carry and hold: no window is larger. */
  readonly maxWindowBytes: number;
}

export class TcpSender {
  readonly #options: TcpSenderOptions;
  readonly #random: () => number;
  readonly #window: CubicWindow;
  /** The window as a bucket: one window may leave at once, then one per round trip. */
  #paidUntilMs = Number.NEGATIVE_INFINITY;
  #segmentsUntilLoss: number;

  /** `random` is evenly spread over 0 to 1. */
  constructor(options: TcpSenderOptions, random: () => number) {
    this.#options = options;
    this.#random = random;
    this.#window = new CubicWindow({
      roundTripMs: options.roundTripMs,
      maxSegments: options.maxWindowBytes / segmentBytes,
    });
    this.#segmentsUntilLoss = this.#drawDistance();
  }

  /** The window admits more from then on. */
  get leaveAtMs(): number {
    return this.#paidUntilMs - this.#options.roundTripMs;
  }

  /** What may leave in one piece: no more than a window, and a lost segment by itself. */
  limitBytes(atMs: number): number {
    if (this.#segmentsUntilLoss === 0) return segmentBytes;
    return segmentBytes * Math.min(this.#segmentsUntilLoss, Math.max(1, Math.floor(this.#window.segmentsAt(atMs))));
  }

  /** A piece leaves, with so many bytes waiting behind it. Returns by how much later it arrives: 0, or the time of its repair. */
  send(byteCount: number, atMs: number, behindBytes: number): number {
    const { roundTripMs } = this.#options;
    const isLost = this.#segmentsUntilLoss === 0;
    const windowBytes = segmentBytes * this.#window.segmentsAt(atMs);
    this.#paidUntilMs = Math.max(this.#paidUntilMs, atMs) + (byteCount * roundTripMs) / windowBytes;
    if (!isLost) {
      this.#segmentsUntilLoss = Math.max(0, this.#segmentsUntilLoss - Math.ceil(byteCount / segmentBytes));
      return 0;
    }
    this.#segmentsUntilLoss = this.#drawDistance();
    const isNoticed = behindBytes > (duplicateAckCount - 1) * segmentBytes;
    return this.#repair(atMs, isNoticed);
  }

  #repair(atMs: number, isNoticed: boolean): number {
    const { roundTripMs, lossShare } = this.#options;
    let timeoutMs = roundTripMs + minTimeoutMs;
    let repairMs = isNoticed ? roundTripMs : timeoutMs;
    let hasTimedOut = !isNoticed;
    for (let retry = 1; retry < maxRetryCount && this.#random() < lossShare; retry += 1) {
      hasTimedOut = true;
      repairMs += timeoutMs;
      timeoutMs = Math.min(maxTimeoutMs, timeoutMs * 2);
    }
    if (!hasTimedOut) this.#window.cut(atMs);
    else {
      this.#window.collapse(atMs + repairMs);
      this.#paidUntilMs = Math.max(this.#paidUntilMs, atMs + repairMs + roundTripMs); // silent until then
    }
    return repairMs;
  }

  /** Segments that arrive before the next that does not: geometric, so that one draw serves them all. */
  #drawDistance(): number {
    const chance = 1 - this.#random();
    return Math.floor(Math.log(chance) / Math.log1p(-this.#options.lossShare));
  }
}
