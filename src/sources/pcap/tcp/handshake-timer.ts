// In: the packets of a TCP handshake with their times. Out: the round-trip times from where the capture was made to
// either end. Measures nothing where a packet was repeated: which copy was answered is not known (Karn).
import type { Segment } from './segment.js';

export interface HandshakeTimes {
  readonly toward: 'client' | 'server';
  readonly roundTripMs: number;
}

export class HandshakeTimer {
  #synAtMs: number | null = null;
  #synAckAtMs: number | null = null;
  #isRepeated = false;
  #isDone = false;

  get isDone(): boolean {
    return this.#isDone;
  }

  /** SYN to SYN-ACK is the way to the server and back, SYN-ACK to ACK the way to the client and back. */
  feed(segment: Segment, isFromClient: boolean, atMs: number): HandshakeTimes | null {
    if (this.#isDone) return null;
    if (segment.isSyn && isFromClient) {
      this.#isRepeated ||= this.#synAtMs !== null;
      this.#synAtMs ??= atMs;
      return null;
    }
    if (segment.isSyn) {
      this.#isRepeated ||= this.#synAckAtMs !== null;
      if (this.#synAckAtMs !== null) return null;
      this.#synAckAtMs = atMs;
      return this.#measure('server', this.#synAtMs, atMs);
    }
    if (!isFromClient || segment.acknowledgement === null) return null;
    this.#isDone = true;
    return this.#measure('client', this.#synAckAtMs, atMs);
  }

  #measure(toward: 'client' | 'server', fromMs: number | null, atMs: number): HandshakeTimes | null {
    return fromMs === null || this.#isRepeated ? null : { toward, roundTripMs: atMs - fromMs };
  }
}
