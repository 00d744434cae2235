// In: the segments of one TCP connection, both ways, as they were sent. Out: times from data to its ACK, repeats, keepalive
// probes, and how many bytes went each way. One sample at a time and none of what was repeated (Karn). RFC 9293 3.8.1, 3.8.4.
import type { Direction, SegmentSeen } from '../wire/index.js';
import { Spread } from './spread.js';

/** Data that waits for its ACK. */
interface Timed {
  readonly endSequence: number;
  readonly sentAtMs: number;
}

interface Way {
  /** Number behind the highest byte seen; null before the first segment. */
  nextSequence: number | null;
  timed: Timed | null;
  readonly roundTripMs: Spread;
  streamBytes: number;
  repeatedCount: number;
  keepaliveCount: number;
}

const openWay = (): Way => ({
  nextSequence: null,
  timed: null,
  roundTripMs: new Spread(),
  streamBytes: 0,
  repeatedCount: 0,
  keepaliveCount: 0,
});

/** A probe carries one byte at most, and that one old. */
const maxProbeBytes = 1;

/** Distance on the circle of 32-bit numbers. */
const distance = (to: number, from: number): number => (to - from) | 0;

export class TcpTiming {
  readonly #ways: Readonly<Record<Direction, Way>> = { toServer: openWay(), toClient: openWay() };

  /** True when new data went by. */
  feed(segment: SegmentSeen): boolean {
    const way = this.#ways[segment.direction];
    const peer = this.#ways[segment.direction === 'toServer' ? 'toClient' : 'toServer'];
    if (segment.acknowledgement !== null) acknowledge(peer, segment.acknowledgement, segment.atMs);
    return send(way, segment);
  }

  way(direction: Direction): Readonly<Way> {
    return this.#ways[direction];
  }
}

function acknowledge(way: Way, acknowledgement: number, atMs: number): void {
  if (way.timed === null || distance(acknowledgement, way.timed.endSequence) < 0) return;
  way.roundTripMs.add(atMs - way.timed.sentAtMs);
  way.timed = null;
}

function send(way: Way, segment: SegmentSeen): boolean {
  const { sequence, payloadBytes, isControl, atMs } = segment;
  const endSequence = (sequence + payloadBytes + (isControl ? 1 : 0)) >>> 0;
  const next = way.nextSequence;
  if (next === null || isControl) {
    if (next === null || distance(endSequence, next) > 0) way.nextSequence = endSequence;
    way.streamBytes += payloadBytes;
    return payloadBytes > 0;
  }
  const isOld = distance(endSequence, next) <= 0;
  if (isOld && payloadBytes <= maxProbeBytes && distance(sequence, next) === -1) {
    way.keepaliveCount += 1;
    return false;
  }
  if (payloadBytes === 0) return false;
  if (isOld) {
    way.repeatedCount += 1;
    way.timed = null;
    return false;
  }
  way.streamBytes += distance(endSequence, next);
  way.nextSequence = endSequence;
  way.timed ??= { endSequence, sentAtMs: atMs };
  return true;
}
