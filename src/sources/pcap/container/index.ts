// In: the first bytes of a file. Out: the reader of its container, or null where it is no capture.
import type { ContainerReader } from './capture-record.js';
import { isPcapMagic, PcapReader } from './pcap.js';
import { isPcapngMagic, PcapngReader } from './pcapng.js';

export type { CaptureRecord, CaptureTime, ContainerReader, Packet } from './capture-record.js';

/** Magic numbers are four bytes long. */
export const magicBytes = 4;

/** The containers that can be read, in no particular order: their magic numbers exclude each other. */
const containers: readonly { isMagic(magic: number): boolean; open(): ContainerReader }[] = [
  { isMagic: isPcapMagic, open: () => new PcapReader() },
  { isMagic: isPcapngMagic, open: () => new PcapngReader() },
];

export function openContainer(firstBytes: Uint8Array): ContainerReader | null {
  if (firstBytes.length < magicBytes) return null;
  const magic = new DataView(firstBytes.buffer, firstBytes.byteOffset, magicBytes).getUint32(0);
  return containers.find((container) => container.isMagic(magic))?.open() ?? null;
}
