// In: the content of handshake records of one direction. Out: its messages, whole, however they were cut into records.
// Beyond a bound it gives up and says so. RFC 8446 4, 5.1.

export interface HandshakeMessage {
  readonly type: number;
  readonly body: Uint8Array;
}

/** A long certificate chain takes some 10 KiB; a message may announce 16 MiB, in records of one byte each. */
const maxMessageBytes = 64 * 1024;
const headerBytes = 4;

export class HandshakeMessages {
  #pending: Uint8Array = new Uint8Array(0);
  #isTooLong = false;

  /** True once a message was longer than what is kept; nothing more comes out then. */
  get isTooLong(): boolean {
    return this.#isTooLong;
  }

  /** Copies, since bytes are borrowed: handshakes are short. */
  *feed(bytes: Uint8Array): Generator<HandshakeMessage> {
    if (this.#isTooLong) return;
    this.#pending = Buffer.concat([this.#pending, bytes]);
    for (;;) {
      const [type, high, middle, low] = this.#pending;
      if (type === undefined || high === undefined || middle === undefined || low === undefined) return;
      const endAt = headerBytes + ((high << 16) | (middle << 8) | low);
      if (endAt > maxMessageBytes) {
        this.#isTooLong = true;
        this.#pending = new Uint8Array(0);
        return;
      }
      if (this.#pending.length < endAt) return;
      const body = this.#pending.subarray(headerBytes, endAt);
      this.#pending = this.#pending.subarray(endAt);
      yield { type, body };
    }
  }
}
