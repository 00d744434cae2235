// What holds bodies back beside the line itself. FlowWindow: HTTP/2, given back as the receiver reads, in steps. CongestionWindow: TCP
// that has to find out what the line takes. In: bytes sent, and the same a round trip later. Out: room. RFC 9113 6.9, RFC 9293, 5681.

export class FlowWindow {
  #room: number;
  /** As the receiver counts: what the sender may still send, and what was read and not given back. */
  #openBytes: number;
  #readBytes = 0;

  constructor(bytes: number) {
    this.#room = bytes;
    this.#openBytes = bytes;
  }

  get roomBytes(): number {
    return this.#room;
  }

  noteSent(bytes: number): void {
    this.#room -= bytes;
  }

  /** The receiver gives back when what it read reaches half of what the sender still has (protocol.md 1.8). */
  noteBack(bytes: number): void {
    this.#openBytes -= bytes;
    this.#readBytes += bytes;
    if (this.#readBytes * 2 < this.#openBytes) return;
    this.#room += this.#readBytes;
    this.#openBytes += this.#readBytes;
    this.#readBytes = 0;
  }
}

export const segmentBytes = 1448;
/** RFC 6928. */
const initialWindowBytes = 10 * segmentBytes;
/** RFC 6298: the timer never runs out earlier; after it, an idle connection begins small again (RFC 5681 4.1). */
const minTimeoutMs = 200;

export class CongestionWindow {
  readonly #timeoutMs: number;
  #windowBytes = initialWindowBytes;
  #flyingBytes = 0;
  #lastSentMs = 0;
  #isUsed = false;

  constructor(rttMs: number) {
    this.#timeoutMs = rttMs + minTimeoutMs;
  }

  roomBytes(atMs: number): number {
    if (this.#flyingBytes === 0) {
      // Linux halves it for each timeout that passed without a byte.
      for (let idleMs = atMs - this.#lastSentMs; idleMs > this.#timeoutMs; idleMs -= this.#timeoutMs) {
        if (this.#windowBytes <= initialWindowBytes) break;
        this.#windowBytes = Math.max(initialWindowBytes, this.#windowBytes / 2);
      }
    }
    return this.#windowBytes - this.#flyingBytes;
  }

  noteSent(bytes: number, atMs: number): void {
    this.#flyingBytes += bytes;
    this.#lastSentMs = atMs;
    if (this.#flyingBytes * 2 > this.#windowBytes) this.#isUsed = true;
  }

  /** Slow start: each acknowledged byte makes room for two, as long as more than half of the window is in use (Linux). */
  noteAcknowledged(bytes: number): void {
    this.#flyingBytes -= bytes;
    if (this.#isUsed) this.#windowBytes += bytes;
    if (this.#flyingBytes === 0) this.#isUsed = false;
  }
}
