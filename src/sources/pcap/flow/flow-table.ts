// In: TCP packets of any number of connections. Out: the WireEvents of each, numbered in order of appearance. Bounded: the
// oldest are let go when there are too many, which is said.
import type { ShapeFact, WireEvent } from '../../../core/wire/index.js';
import { addressBytes, type IpPacket } from '../ip/index.js';
import { parseSegment, type Segment } from '../tcp/index.js';
import type { KeyLog } from '../tls/index.js';
import { type Endpoints, tellEndpoints } from './endpoints.js';
import { Flow } from './flow.js';

interface Entry {
  readonly flow: Flow;
  readonly isFromClient: boolean;
  /** Key of the other direction. */
  readonly peerKey: string;
}

/** Closed ones are kept so that their last packets do not look like a late join; 32 768 take some 100 MB at worst. */
const maxFlowCount = 32_768;
/** Out-of-order bytes of all connections together; each has a bound of its own. */
const maxHeldBytes = 64 * 1024 * 1024;
/** The sum of held bytes is taken now and then: it costs a walk over all flows. */
const heldCheckIntervalPackets = 4096;

export interface FlowTableOptions {
  readonly keyLog: KeyLog;
  readonly serverPorts: readonly number[];
  readonly emit: (event: WireEvent) => void;
  /** Null where nobody looks at shapes. */
  readonly emitShape: ((fact: ShapeFact) => void) | null;
}

export class FlowTable {
  readonly #options: FlowTableOptions;
  readonly #entries = new Map<string, Entry>();
  #connectionCount = 0;
  #packetCount = 0;
  #abandonedCount = 0;

  constructor(options: FlowTableOptions) {
    this.#options = options;
  }

  /** Connections that were let go for want of room. */
  get abandonedCount(): number {
    return this.#abandonedCount;
  }

  /** False where the TCP header is cut off or wrong. */
  accept(packet: IpPacket, atMs: number): boolean {
    const segment = parseSegment(packet);
    if (segment === null) return false;
    this.#packetCount += 1;
    const key = keyOf(packet, segment, 'sent');
    let entry = this.#entries.get(key);
    if (entry?.flow.isReusedBy(segment)) {
      this.#remove(key, entry, atMs);
      entry = undefined;
    }
    entry ??= this.#open(key, packet, segment, atMs);
    entry?.flow.accept(segment, entry.isFromClient, atMs);
    if (this.#packetCount % heldCheckIntervalPackets === 0) this.#boundHeld(atMs);
    return true;
  }

  endCapture(atMs: number): void {
    for (const { flow, isFromClient } of this.#entries.values()) if (isFromClient) flow.endCapture(atMs);
  }

  /** A connection begins with its SYN, or, seen late, with its first bytes: not with a stray ACK, FIN or RST. */
  #open(key: string, packet: IpPacket, segment: Segment, atMs: number): Entry | undefined {
    const isBeginning = segment.isSyn && !segment.isReset;
    if (!isBeginning && (segment.wireBytes === 0 || segment.isReset)) return undefined;
    if (this.#entries.size >= 2 * maxFlowCount) this.#makeRoom(atMs);
    const endpoints = tellEndpoints(packet, segment, this.#options.serverPorts);
    this.#connectionCount += 1;
    const flow = this.#begin(endpoints, atMs);
    const peerKey = keyOf(packet, segment, 'reversed');
    const entry = { flow, isFromClient: endpoints.isFromClient, peerKey };
    this.#entries.set(key, entry);
    this.#entries.set(peerKey, { flow, isFromClient: !endpoints.isFromClient, peerKey: key });
    return entry;
  }

  #begin(endpoints: Endpoints, atMs: number): Flow {
    const { keyLog, emit, emitShape } = this.#options;
    return new Flow(this.#connectionCount, endpoints, keyLog, atMs, emit, emitShape);
  }

  #remove(key: string, entry: Entry, atMs: number): void {
    entry.flow.abandon(atMs);
    this.#entries.delete(key);
    this.#entries.delete(entry.peerKey);
  }

  /** Closed connections go first, then the one that began first. */
  #makeRoom(atMs: number): void {
    for (const [key, entry] of this.#entries) if (entry.flow.isClosed) this.#remove(key, entry, atMs);
    const oldest = this.#entries.entries().next().value;
    if (this.#entries.size < 2 * maxFlowCount || oldest === undefined) return;
    this.#abandonedCount += 1;
    this.#remove(oldest[0], oldest[1], atMs);
  }

  #boundHeld(atMs: number): void {
    let heldBytes = 0;
    for (const { flow, isFromClient } of this.#entries.values()) if (isFromClient) heldBytes += flow.heldBytes;
    if (heldBytes <= maxHeldBytes) return;
    for (const { flow, isFromClient } of this.#entries.values()) {
      if (isFromClient && flow.heldBytes > 0) flow.giveUpHoles(atMs);
    }
  }
}

/** Addresses and ports as one string: the quickest key a Map knows. Both versions of IP differ in length. */
function keyOf(packet: IpPacket, segment: Segment, order: 'sent' | 'reversed'): string {
  const { frame, addressesAt } = packet;
  const length = addressBytes(packet.version);
  const text = Buffer.from(frame.buffer, frame.byteOffset + addressesAt, 2 * length).toString('latin1');
  const { sourcePort, destinationPort } = segment;
  return order === 'sent'
    ? `${text}${sourcePort},${destinationPort}`
    : `${text.slice(length)}${text.slice(0, length)}${destinationPort},${sourcePort}`;
}
