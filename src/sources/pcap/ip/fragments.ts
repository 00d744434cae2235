// In: the pieces into which IP cut packets, in any order, some twice, some never. Out: the packets, whole. Bounded in number,
// bytes and time; what is let go is counted. RFC 791 3.2, RFC 8200 4.5.
import { addressBytes, type Fragment, type IpPacket } from './ip-packet.js';

/** Linux keeps them for 30 s (ipfrag_time) and 4 MiB (ipfrag_high_thresh) a host; a capture may hold more than one host. */
const maxAgeMs = 30_000;
const maxHeldBytes = 16 * 1024 * 1024;
/** Against a flood of first pieces. */
const maxPacketCount = 4096;
/** Where a capture has every packet twice, the second copies come right behind the first; numbers are used again much later. */
const recentCount = 16;

interface Part {
  readonly offsetBytes: number;
  readonly wireBytes: number;
  readonly bytes: Uint8Array;
}

interface Pending {
  readonly beganAtMs: number;
  /** In order of offset. */
  readonly parts: Part[];
  heldBytes: number;
  /** Known once the last piece is there. */
  totalBytes: number | null;
}

export class Fragments {
  readonly #pending = new Map<string, Pending>();
  /** Packets that were completed a moment ago. */
  readonly #recent: string[] = [];
  #heldBytes = 0;
  #lostCount = 0;

  /** Packets of which pieces came, but not all. */
  get lostCount(): number {
    return this.#lostCount + this.#pending.size;
  }

  /** The packet that this piece completes; null while pieces are missing. */
  add(piece: IpPacket, fragment: Fragment, atMs: number): IpPacket | null {
    this.#forgetOld(atMs);
    const key = keyOf(piece, fragment);
    if (this.#recent.includes(key)) return null;
    const pending = this.#pending.get(key) ?? { beganAtMs: atMs, parts: [], heldBytes: 0, totalBytes: null };
    this.#pending.set(key, pending);
    this.#insert(pending, piece, fragment);
    if (!isWhole(pending)) return null;
    this.#remove(key, pending);
    this.#recent.push(key);
    if (this.#recent.length > recentCount) this.#recent.shift();
    return join(piece, pending);
  }

  /** A copy: the frame is borrowed. The first of two that begin alike counts. */
  #insert(pending: Pending, piece: IpPacket, { offsetBytes, hasMore }: Fragment): void {
    const wireBytes = piece.payloadWireBytes;
    if (!hasMore) pending.totalBytes ??= offsetBytes + wireBytes;
    const index = pending.parts.findIndex((part) => part.offsetBytes >= offsetBytes);
    const at = index < 0 ? pending.parts.length : index;
    if (pending.parts[at]?.offsetBytes === offsetBytes) return;
    const bytes = piece.frame.slice(piece.payloadAt, piece.payloadAt + wireBytes);
    pending.parts.splice(at, 0, { offsetBytes, wireBytes, bytes });
    pending.heldBytes += bytes.length;
    this.#heldBytes += bytes.length;
  }

  #forgetOld(atMs: number): void {
    for (const [key, pending] of this.#pending) {
      const isRoomLeft = this.#heldBytes <= maxHeldBytes && this.#pending.size <= maxPacketCount;
      if (isRoomLeft && atMs - pending.beganAtMs <= maxAgeMs) return;
      this.#remove(key, pending);
      this.#lostCount += 1;
    }
  }

  #remove(key: string, pending: Pending): void {
    this.#pending.delete(key);
    this.#heldBytes -= pending.heldBytes;
  }
}

function keyOf({ version, frame, addressesAt, protocol }: IpPacket, { id }: Fragment): string {
  const addresses = Buffer.from(frame.buffer, frame.byteOffset + addressesAt, 2 * addressBytes(version));
  return `${addresses.toString('latin1')}${protocol},${id}`;
}

function isWhole({ parts, totalBytes }: Pending): boolean {
  let reachedBytes = 0;
  for (const part of parts) {
    if (part.offsetBytes > reachedBytes) return false;
    reachedBytes = Math.max(reachedBytes, part.offsetBytes + part.wireBytes);
  }
  return totalBytes !== null && reachedBytes >= totalBytes;
}

/** As if it had come in one frame, which begins with the addresses. Ends early where a piece was cut while capturing. */
function join(piece: IpPacket, { parts, totalBytes }: Pending): IpPacket {
  const payloadAt = 2 * addressBytes(piece.version);
  const payloadWireBytes = totalBytes ?? 0;
  const frame = new Uint8Array(payloadAt + payloadWireBytes);
  frame.set(piece.frame.subarray(piece.addressesAt, piece.addressesAt + payloadAt));
  let filledBytes = 0;
  for (const { offsetBytes, bytes } of parts) {
    if (offsetBytes > filledBytes) break;
    const fresh = bytes.subarray(filledBytes - offsetBytes, payloadWireBytes - offsetBytes);
    frame.set(fresh, payloadAt + filledBytes);
    filledBytes += fresh.length;
  }
  const { version, protocol } = piece;
  return {
    version,
    protocol,
    frame: frame.subarray(0, payloadAt + filledBytes),
    addressesAt: 0,
    payloadAt,
    payloadWireBytes,
    fragment: null,
  };
}
