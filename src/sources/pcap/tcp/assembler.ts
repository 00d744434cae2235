// In: the segments of one direction and what the peer acknowledged. Out: its bytes in order, and the holes that no
// segment of the capture will fill. Retransmits and overlaps are cut away, the first copy counts. RFC 9293 3.4, 3.10.
import type { Segment } from './segment.js';

export interface AssemblerSink {
  /** Borrowed until the call returns. */
  bytes(bytes: Uint8Array): void;
  missing(byteCount: number): void;
  /** A segment that belongs to no window of this connection. */
  stray(detail: string): void;
}

/** A segment that waits for an earlier one. */
interface Held {
  readonly startOffset: number;
  readonly payload: Uint8Array;
  readonly wireBytes: number;
}

/** TCP windows end at 1 GiB (RFC 7323 2.3): what lies further away is of another connection, or damage. */
const maxWindowBytes = 2 ** 30;
/** More waiting than this and the hole in front is given up; twice what a receiver's buffer usually holds. */
const maxHeldBytes = 16 * 1024 * 1024;
const maxHeldCount = 16_384;
/** Packets of a connection that may come between an acknowledgement and the data it covers, where a capture mixes them. */
const reorderedPacketCount = 16;

/** Offsets count from the first byte of the direction, so that 32-bit sequence numbers may wrap. */
export class Assembler {
  readonly #sink: AssemblerSink;
  #nextSequence: number | null = null;
  #nextOffset = 0;
  #acknowledgedOffset = 0;
  #endOffset: number | null = null;
  #held: Held[] = [];
  #heldBytes = 0;
  #packetsSinceHole = 0;

  constructor(sink: AssemblerSink) {
    this.#sink = sink;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** True once every byte in front of the FIN has been handed on. */
  get isFinished(): boolean {
    return this.#endOffset !== null && this.#nextOffset >= this.#endOffset;
  }

  /** The sequence number of the first byte. */
  begin(sequence: number): void {
    this.#nextSequence ??= sequence;
  }

  add(segment: Segment): void {
    const sequence = segment.isSyn ? (segment.sequence + 1) >>> 0 : segment.sequence;
    this.begin(sequence);
    const startOffset = this.#offsetOf(sequence);
    if (Math.abs(startOffset - this.#nextOffset) > maxWindowBytes) {
      this.#sink.stray(`a segment ${startOffset - this.#nextOffset} bytes away from where the connection is`);
      return;
    }
    // Bytes behind the FIN are of nobody.
    if (startOffset >= (this.#endOffset ?? Number.POSITIVE_INFINITY)) return;
    if (segment.isFin) this.#endOffset = startOffset + segment.wireBytes;
    if (segment.wireBytes === 0 || startOffset + segment.wireBytes <= this.#nextOffset) return;
    if (startOffset > this.#nextOffset) this.#hold(startOffset, segment);
    else {
      this.#pass({ startOffset, payload: segment.payload, wireBytes: segment.wireBytes });
      this.#passHeld();
    }
  }

  /** The peer has everything before this number. */
  acknowledge(sequence: number): void {
    if (this.#nextSequence === null) return;
    const offset = this.#offsetOf(sequence);
    if (offset - this.#nextOffset > maxWindowBytes) return;
    this.#acknowledgedOffset = Math.max(this.#acknowledgedOffset, offset);
  }

  /** True when bytes in front of this number are still to come, or their hole to be given up. A FIN may be lost: one is too few. */
  isBehind(acknowledgement: number): boolean {
    if (this.#nextSequence === null) return false;
    const distance = this.#offsetOf(acknowledgement) - this.#nextOffset;
    return distance > 1 && distance <= maxWindowBytes;
  }

  /** Once for every packet of the connection: gives up a hole that was acknowledged and that nothing came to fill. */
  giveUpOldHole(): void {
    if (!this.#hasAcknowledgedHole()) this.#packetsSinceHole = 0;
    else if (this.#packetsSinceHole < reorderedPacketCount) this.#packetsSinceHole += 1;
    else this.#giveUpHole();
  }

  /** Nothing more will come: hands on what waits, with its holes. */
  giveUpAll(): void {
    while (this.#held.length > 0 || this.#hasAcknowledgedHole()) this.#giveUpHole();
  }

  #offsetOf(sequence: number): number {
    return this.#nextOffset + ((sequence - (this.#nextSequence ?? sequence)) | 0);
  }

  /** A FIN takes a number of its own; one that the capture lost would look like a hole of one byte. */
  #hasAcknowledgedHole(): boolean {
    const dataEnd =
      this.#endOffset ?? (this.#held.length > 0 ? Number.POSITIVE_INFINITY : this.#acknowledgedOffset - 1);
    return Math.min(this.#acknowledgedOffset, dataEnd) > this.#nextOffset;
  }

  /** Up to the first segment that waits, else as far as the peer acknowledged. */
  #giveUpHole(): void {
    const first = this.#held[0];
    const endOffset =
      first?.startOffset ?? Math.min(this.#acknowledgedOffset, this.#endOffset ?? this.#acknowledgedOffset);
    const byteCount = endOffset - this.#nextOffset;
    this.#packetsSinceHole = 0;
    this.#advance(byteCount);
    this.#sink.missing(byteCount);
    this.#passHeld();
  }

  /** Hands on the part that is new. A packet that was cut while capturing leaves a hole that nothing will fill. */
  #pass(part: Held): void {
    const seenBytes = this.#nextOffset - part.startOffset;
    const fresh = part.payload.subarray(Math.min(seenBytes, part.payload.length));
    const missingBytes = part.wireBytes - Math.max(seenBytes, part.payload.length);
    this.#packetsSinceHole = 0;
    this.#advance(fresh.length + missingBytes);
    if (fresh.length > 0) this.#sink.bytes(fresh);
    if (missingBytes > 0) this.#sink.missing(missingBytes);
  }

  #advance(byteCount: number): void {
    this.#nextOffset += byteCount;
    this.#nextSequence = ((this.#nextSequence ?? 0) + byteCount) >>> 0;
  }

  #hold(startOffset: number, segment: Segment): void {
    let index = this.#held.length;
    while (index > 0 && (this.#held[index - 1]?.startOffset ?? 0) > startOffset) index -= 1;
    const before = this.#held[index - 1];
    if (before?.startOffset === startOffset && before.wireBytes >= segment.wireBytes) return;
    this.#held.splice(index, 0, { startOffset, payload: segment.payload.slice(), wireBytes: segment.wireBytes });
    this.#heldBytes += segment.payload.length;
    while (this.#heldBytes > maxHeldBytes || this.#held.length > maxHeldCount) this.#giveUpHole();
  }

  #passHeld(): void {
    let passedCount = 0;
    for (const part of this.#held) {
      if (part.startOffset > this.#nextOffset) break;
      passedCount += 1;
      this.#heldBytes -= part.payload.length;
      if (part.startOffset + part.wireBytes > this.#nextOffset) this.#pass(part);
    }
    if (passedCount > 0) this.#held.splice(0, passedCount);
  }
}
