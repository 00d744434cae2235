// In: the records of a capture. Out: WireEvents, by way of link layer, IP and TCP; and what had to be left out, each kind
// said once with the first place and counted.
import type { ShapeFact, SourceProblemCode, WireEvent } from '../../core/wire/index.js';
import { CaptureClock } from './capture-clock.js';
import type { CaptureRecord, Packet } from './container/index.js';
import { FlowTable } from './flow/index.js';
import { Fragments, parseIp, tcpProtocol } from './ip/index.js';
import { linkLayerOf } from './link/index.js';
import type { KeyLog } from './tls/index.js';

interface Oddity {
  count: number;
  readonly detail: string;
  readonly code: SourceProblemCode;
}

export class PacketDispatch {
  readonly #keyLog: KeyLog;
  readonly #emit: (event: WireEvent) => void;
  readonly #clock = new CaptureClock();
  /** By whoever captured. */
  #droppedCount = 0;
  readonly #fragments = new Fragments();
  readonly #flows: FlowTable;
  /** Things to say once at the end, with how often they came, by what they are. */
  readonly #oddities = new Map<string, Oddity>();

  constructor(
    keyLog: KeyLog,
    serverPorts: readonly number[],
    emit: (event: WireEvent) => void,
    emitShape: ((fact: ShapeFact) => void) | null,
  ) {
    this.#keyLog = keyLog;
    this.#emit = emit;
    this.#flows = new FlowTable({ keyLog, serverPorts, emit, emitShape });
  }

  /** Null before the first packet. */
  get startedAtUnixMs(): number | null {
    return this.#clock.startedAtUnixMs;
  }

  /** False after damage that ends the reading. */
  accept(record: CaptureRecord): boolean {
    switch (record.kind) {
      case 'packet':
        this.#acceptPacket(record);
        return true;
      case 'secrets':
        this.#keyLog.add(record.keylog);
        return true;
      case 'dropped':
        this.#droppedCount += record.packetCount;
        return true;
      case 'damage':
        this.#note('capture/malformed', record.detail);
        return !record.isFatal;
    }
  }

  /** `leftBytes`: what of the file could not be read as a record. */
  end(leftBytes: number): void {
    this.#flows.endCapture(this.#clock.atMs);
    if (leftBytes > 0)
      this.#note('capture/truncated', `the file ends inside a packet, ${leftBytes} bytes are left over`);
    const { backwardStepCount, largestBackwardStepMs } = this.#clock;
    if (backwardStepCount > 0) {
      const largest = `${largestBackwardStepMs.toFixed(6)} ms`;
      this.#note('capture/clock', `steps back of the capture's clock: ${backwardStepCount}, the largest ${largest}`);
    }
    if (this.#droppedCount > 0)
      this.#note('capture/gap', `packets that the capture tool dropped: ${this.#droppedCount}`);
    if (this.#fragments.lostCount > 0) {
      const what = 'packets that IP cut into pieces, some of which are missing';
      this.#note('capture/gap', `${what}: ${this.#fragments.lostCount}`);
    }
    if (this.#flows.abandonedCount > 0) {
      this.#note('capture/malformed', `${this.#flows.abandonedCount} connections were let go: too many at once`);
    }
    for (const { code, detail, count } of this.#oddities.values()) {
      this.#report(code, count === 1 ? detail : `${detail} (${count} times)`);
    }
  }

  #acceptPacket(packet: Packet): void {
    const atMs = this.#clock.read(packet.time);
    const layer = linkLayerOf(packet.linkType);
    if (layer === null)
      return this.#note('capture/malformed', `packets of link type ${packet.linkType} cannot be read`);
    const ipAt = layer.findIp(packet.bytes);
    const ip = ipAt === null ? null : parseIp(packet.bytes, ipAt, packet.wireBytes);
    // ARP, UDP and the like are none of our business.
    if (ip === null || ip.protocol !== tcpProtocol) return;
    const whole = ip.fragment === null ? ip : this.#fragments.add(ip, ip.fragment, atMs);
    if (whole !== null && !this.#flows.accept(whole, atMs))
      this.#note('capture/truncated', 'packets whose TCP header is cut off or wrong');
  }

  #note(code: SourceProblemCode, detail: string): void {
    const known = this.#oddities.get(detail);
    if (known !== undefined) known.count += 1;
    else if (this.#oddities.size < maxOddityCount) this.#oddities.set(detail, { code, detail, count: 1 });
  }

  #report(code: SourceProblemCode, detail: string): void {
    this.#emit({ kind: 'problem', connection: 0, atMs: this.#clock.atMs, code, direction: null, stream: null, detail });
  }
}

/** Kinds of oddity, not their number: details hold link types and lengths of a damaged file. */
const maxOddityCount = 32;
