// What an emulated line is, and what follows from its figures: how much it holds, how long a round trip takes. In: the options of
// the operator. Out: the figures of one direction. Pure. D14, docs/wan.md.
import type { Direction } from '../../../core/wire/index.js';

export interface LineOptions {
  /** One way: a round trip is twice this. */
  readonly delayMs: number;
  /** Each way up to so much more, evenly spread; order is kept. */
  readonly jitterMs: number;
  /** Of all connections together; null = no limit. */
  readonly rateBitsPerSec: Readonly<Record<Direction, number | null>>;
  /** Packets that are lost, 0 to less than 1; what a TCP sender makes of it is modelled (tcp-sender.ts). */
  readonly lossShare: number;
  /** What TCP and TLS with the server take beyond their round trips. */
  readonly handshakeDelayMs: number;
}

/** One direction of a line, in the units that the scheduler reckons in. */
export interface LinkOptions {
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Infinity: no limit. */
  readonly bytesPerMs: number;
  readonly lossShare: number;
  /** As a TCP sender sees it: both ways, with the jitter's mean. */
  readonly roundTripMs: number;
  /** What leaves in one go: so short a part of the line's time that a rate flows instead of jumping. */
  readonly pieceBytes: number;
  /** Per connection, before the bottleneck: one bandwidth-delay product. */
  readonly queueBytes: number;
  /** Per connection, behind it: what a receiver's window admits. Never fills on a healthy line. */
  readonly windowBytes: number;
}

/** A full Ethernet frame of TCP with timestamps over IPv4. */
export const segmentBytes = 1448;

const maxPieceMs = 2;
/** A write of this size costs a TLS socket no more per byte than a larger one. */
const maxPieceBytes = 64 * 1024;
const minQueueBytes = 64 * 1024;
/** Without a rate nothing waits, unless the far end does not read; this is one read of a socket. */
const unratedQueueBytes = 1024 * 1024;
/** So long may a busy event loop take to refill a queue without the line falling idle. */
const minQueueMs = 25;
/** Faster than this no relay is (docs/performance.md): what an unlimited line must hold per ms of its delay. */
const fastestBytesPerMs = 1024 * 1024;
const minWindowBytes = 1024 * 1024;
/** What a receiver that does not read takes beyond what was on its way: Linux gives a socket up to 6 MiB, of which a part is its own book-keeping. */
export const unreadWindowBytes = 4 * 1024 * 1024;
/** Memory of one direction of one connection; only a line without a rate and of a long delay comes near it. */
const maxHeldBytes = 256 * 1024 * 1024;
/** A round trip of nothing would make every window infinite. */
const minRoundTripMs = 0.1;

export function linkOptions(line: LineOptions, direction: Direction): LinkOptions {
  const { delayMs, jitterMs, lossShare } = line;
  const rate = line.rateBitsPerSec[direction];
  const bytesPerMs = rate === null ? Number.POSITIVE_INFINITY : rate / 8_000;
  const roundTripMs = Math.max(minRoundTripMs, 2 * delayMs + jitterMs);
  const queueMs = Math.max(minQueueMs, 2 * delayMs + jitterMs);
  const queueBytes = rate === null ? unratedQueueBytes : Math.max(minQueueBytes, Math.ceil(bytesPerMs * queueMs));
  // Two round trips: what a repair of one lost packet keeps waiting, and as much behind it.
  const wantedWindow = Math.min(bytesPerMs, fastestBytesPerMs) * 2 * (roundTripMs + jitterMs);
  return {
    delayMs,
    jitterMs,
    bytesPerMs,
    lossShare,
    roundTripMs,
    pieceBytes: Math.max(segmentBytes, Math.min(maxPieceBytes, Math.floor(bytesPerMs * maxPieceMs))),
    queueBytes: Math.min(maxHeldBytes, queueBytes),
    windowBytes: Math.min(maxHeldBytes, Math.max(minWindowBytes, Math.ceil(wantedWindow))),
  };
}
