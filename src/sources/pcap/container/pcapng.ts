// In: a pcapng file, any number of sections and interfaces, either byte order. Out: its packets, TLS secrets and what
// the tool lost. Skips names, comments and blocks it does not know. draft-ietf-opsawg-pcapng 3, 4.
import type { ByteFeed } from '../byte-feed.js';
import { type CaptureRecord, type ContainerReader, maxRecordBytes } from './capture-record.js';
import { PcapngDrops } from './pcapng-drops.js';
import { type PcapngInterface, parseInterface, timeOfTicks } from './pcapng-interface.js';

/** Block types that are read; the section header's is a palindrome, so it reads alike in both byte orders. */
const sectionHeader = 0x0a0d0d0a;
const interfaceDescription = 1;
const obsoletePacket = 2;
const simplePacket = 3;
const interfaceStatistics = 5;
const enhancedPacket = 6;
const decryptionSecrets = 10;

/** "TLSK": NSS key log text. */
const tlsKeyLogSecrets = 0x544c534b;

/** Type and length before the body, the length again behind it. */
const blockHeadBytes = 8;
const blockTailBytes = 4;

export const isPcapngMagic = (magic: number): boolean => magic === sectionHeader;

const damage = (detail: string, isFatal: boolean): CaptureRecord => ({ kind: 'damage', detail, isFatal });

/** Of a name that a foreign program may have written, only what is text. */
const latin1 = new TextDecoder('latin1');

export class PcapngReader implements ContainerReader {
  #isLittleEndian = true;
  #interfaces: PcapngInterface[] = [];
  #drops = new PcapngDrops();

  read(feed: ByteFeed): CaptureRecord | null {
    for (;;) {
      // Type, length and, in a section header, the byte order mark.
      const head = feed.peek(blockHeadBytes + 4);
      if (head === null) return null;
      const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
      if (view.getUint32(0) === sectionHeader && !this.#beginSection(view)) {
        return damage('a section without a byte order mark: the file is damaged here', true);
      }
      const type = view.getUint32(0, this.#isLittleEndian);
      const blockBytes = view.getUint32(4, this.#isLittleEndian);
      if (blockBytes < blockHeadBytes + blockTailBytes || blockBytes % 4 !== 0 || blockBytes > maxRecordBytes) {
        return damage(`a block of type ${type} with a length of ${blockBytes}: the file is damaged here`, true);
      }
      const block = feed.take(blockBytes);
      if (block === null) return null;
      const record = this.#readBlock(type, block.subarray(blockHeadBytes, blockBytes - blockTailBytes));
      if (record !== null) return record;
    }
  }

  /** Interfaces are numbered within their section. */
  #beginSection(view: DataView): boolean {
    const isLittleEndian = view.getUint32(8, true) === 0x1a2b3c4d;
    if (!isLittleEndian && view.getUint32(8) !== 0x1a2b3c4d) return false;
    this.#isLittleEndian = isLittleEndian;
    this.#interfaces = [];
    this.#drops = new PcapngDrops();
    return true;
  }

  #readBlock(type: number, body: Uint8Array): CaptureRecord | null {
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    switch (type) {
      case interfaceDescription:
        return this.#addInterface(view);
      case enhancedPacket:
        return this.#readPacket(body, view, body.length < 20 ? null : view.getUint32(0, this.#isLittleEndian));
      case obsoletePacket:
        return this.#readPacket(body, view, body.length < 20 ? null : view.getUint16(0, this.#isLittleEndian));
      case simplePacket:
        return this.#readSimplePacket(body, view);
      case interfaceStatistics:
        return this.#readStatistics(view);
      case decryptionSecrets:
        return this.#readSecrets(body, view);
      default:
        return null;
    }
  }

  #addInterface(view: DataView): CaptureRecord | null {
    const added = parseInterface(view, this.#isLittleEndian);
    if (added === null) return damage('an interface description that is too short', false);
    this.#interfaces.push(added);
    return null;
  }

  /** Enhanced and obsolete packet blocks differ only in how wide the interface's number is. */
  #readPacket(body: Uint8Array, view: DataView, interfaceNumber: number | null): CaptureRecord {
    const from = interfaceNumber === null ? undefined : this.#interfaces[interfaceNumber];
    if (from === undefined) return damage('a packet of an interface that the file does not describe', false);
    const high = view.getUint32(4, this.#isLittleEndian);
    const low = view.getUint32(8, this.#isLittleEndian);
    const capturedBytes = view.getUint32(12, this.#isLittleEndian);
    if (20 + capturedBytes > body.length) return damage('a packet that is longer than its block', false);
    return {
      kind: 'packet',
      time: timeOfTicks(high, low, from),
      linkType: from.linkType,
      bytes: body.subarray(20, 20 + capturedBytes),
      wireBytes: Math.max(capturedBytes, view.getUint32(16, this.#isLittleEndian)),
    };
  }

  /** No time, and the captured length only as far as the snap length of the first interface tells. */
  #readSimplePacket(body: Uint8Array, view: DataView): CaptureRecord {
    const from = this.#interfaces[0];
    if (from === undefined || body.length < 4) return damage('a simple packet without an interface', false);
    const wireBytes = view.getUint32(0, this.#isLittleEndian);
    const snapBytes = from.snapBytes === 0 ? wireBytes : from.snapBytes;
    const capturedBytes = Math.min(wireBytes, snapBytes, body.length - 4);
    return {
      kind: 'packet',
      time: null,
      linkType: from.linkType,
      bytes: body.subarray(4, 4 + capturedBytes),
      wireBytes,
    };
  }

  #readStatistics(view: DataView): CaptureRecord | null {
    const packetCount = this.#drops.read(view, this.#isLittleEndian);
    return packetCount === 0 ? null : { kind: 'dropped', packetCount };
  }

  #readSecrets(body: Uint8Array, view: DataView): CaptureRecord | null {
    if (body.length < 8) return damage('a block of secrets that is too short', false);
    if (view.getUint32(0, this.#isLittleEndian) !== tlsKeyLogSecrets) return null;
    const secretBytes = view.getUint32(4, this.#isLittleEndian);
    return { kind: 'secrets', keylog: latin1.decode(body.subarray(8, 8 + secretBytes)) };
  }
}
