// What the server says in HTTP/2, frame by frame, between its HTTP stack and the socket (RFC 9113 §4.1, §6.9).
// In: the stack's bytes. Out: the bytes for the wire: WINDOW_UPDATEs held back while they are asked to be, foreign bytes put
// between two frames. Pure; keeps no payload.

const headBytes = 9;
const windowUpdateType = 8;
const goawayType = 7;
const rstStreamType = 3;
const shortFrameBytes = headBytes + 4;
/** Without debug data. */
const goawayBytes = headBytes + 8;
/** §6.9.1: a larger increment is an error of its own. */
const maxIncrement = 2_147_483_647;

/** `connection`: stream 0. A number: that stream. `all`: every stream and the connection. */
export type HeldScope = 'connection' | 'all' | { readonly stream: number };

export class FrameGate {
  readonly #held = new Map<number, number>();
  readonly #holds = new Set<{ readonly scope: HeldScope }>();
  readonly #waiting: Uint8Array[] = [];
  /** Streams that were reset here; what the stack still says on them would contradict it. */
  readonly #muted = new Set<number>();
  /** The beginning of a frame that is not whole yet: twelve bytes, or a whole one of a stream that was reset. */
  #rest = Buffer.alloc(0);
  #payloadLeft = 0;
  #hasGivenUp = false;

  /** Whether the stack has said GOAWAY with an error: it takes nothing more, and the end of the connection is ours to make. */
  get hasGivenUp(): boolean {
    return this.#hasGivenUp;
  }

  feed(bytes: Uint8Array): Uint8Array[] {
    const all =
      this.#rest.length === 0
        ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        : Buffer.concat([this.#rest, bytes]);
    const out: Uint8Array[] = [];
    let start = 0;
    let at = 0;
    const flush = (): void => {
      if (at > start) out.push(all.subarray(start, at));
    };
    while (at < all.length) {
      if (this.#payloadLeft > 0) {
        const taken = Math.min(this.#payloadLeft, all.length - at);
        at += taken;
        this.#payloadLeft -= taken;
        continue;
      }
      if (this.#waiting.length > 0) {
        flush();
        start = at;
        out.push(...this.#waiting.splice(0));
      }
      if (all.length - at < headBytes) break;
      const isUpdate = all[at + 3] === windowUpdateType;
      if (isUpdate && all.length - at < shortFrameBytes) break;
      const stream = all.readUInt32BE(at + 5);
      if (this.#muted.has(stream)) {
        flush();
        const frameEnd = at + headBytes + all.readUIntBE(at, 3);
        if (frameEnd > all.length) break;
        at = frameEnd;
        start = at;
        continue;
      }
      if (all[at + 3] === goawayType) {
        if (all.length - at < goawayBytes) break;
        this.#hasGivenUp ||= all.readUInt32BE(at + headBytes + 4) !== 0;
      }
      if (isUpdate && this.#isHeld(stream)) {
        flush();
        this.#keep(stream, all.readUInt32BE(at + headBytes));
        at += shortFrameBytes;
        start = at;
        continue;
      }
      this.#payloadLeft = all.readUIntBE(at, 3);
      at += headBytes;
    }
    flush();
    this.#rest = Buffer.from(all.subarray(at));
    if (this.#payloadLeft === 0 && this.#rest.length === 0) out.push(...this.#waiting.splice(0));
    return out;
  }

  /** Foreign bytes: those that may go at once; in the middle of a frame they wait for its end. */
  put(bytes: Uint8Array): Uint8Array[] {
    if (this.#payloadLeft === 0) return [bytes];
    this.#waiting.push(bytes);
    return [];
  }

  /**
   * RST_STREAM, and nothing on that stream behind it. Not before its HEADERS have left: they belong to the HPACK state that all
   * streams share.
   */
  reset(stream: number, code: number): Uint8Array[] {
    this.#muted.add(stream);
    return this.put(encodeFrame(rstStreamType, stream, code));
  }

  /** Out: how to end the hold. What no other hold keeps is granted then, one update a stream. */
  hold(scope: HeldScope): () => Uint8Array[] {
    const hold = { scope };
    this.#holds.add(hold);
    return () => {
      this.#holds.delete(hold);
      const free = [...this.#held].filter(([stream]) => !this.#isHeld(stream));
      for (const [stream] of free) this.#held.delete(stream);
      return free.flatMap(([stream, increment]) => this.put(encodeFrame(windowUpdateType, stream, increment)));
    };
  }

  #isHeld(stream: number): boolean {
    for (const { scope } of this.#holds) {
      if (scope === 'all' || (scope === 'connection' ? stream === 0 : scope.stream === stream)) return true;
    }
    return false;
  }

  #keep(stream: number, increment: number): void {
    this.#held.set(stream, Math.min(maxIncrement, (this.#held.get(stream) ?? 0) + increment));
  }
}

/** WINDOW_UPDATE and RST_STREAM: four bytes of payload, no flags. */
function encodeFrame(type: number, stream: number, value: number): Uint8Array {
  const frame = Buffer.alloc(shortFrameBytes);
  frame.writeUIntBE(shortFrameBytes - headBytes, 0, 3);
  frame[3] = type;
  frame.writeUInt32BE(stream, 5);
  frame.writeUInt32BE(value, headBytes);
  return frame;
}
