// In: WireEvents of a source, live or from a capture. Out: a pcapng file in pieces: each connection as TCP in clear text between the
// addresses it had, TLS removed, secrets of HTTP/1.1 masked. The segments are made up, their bytes, times and order are not.
import type { Direction, WireEvent } from '../../core/wire/index.js';
import { encodeFileHead, encodePacket } from './blocks.js';
import { Cutter, type Piece } from './cutter.js';
import { type Endpoint, encodeSegmentHead, parseEndpoint, tcpFlags } from './tcp-head.js';

export interface PcapngOptions {
  readonly startedAtUnixMs: number;
  /** Bytes kept of each DATA frame; null keeps all. */
  readonly snapBytes: number | null;
}

/** The largest segment whose length IP can say with the longer of its headers. */
const maxSegmentBytes = 65_000;
const pbsPort = 8007;
const clientPort = 50_000;

interface Way {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly cutter: Cutter;
  /** Sequence number of the next byte. */
  next: number;
  isEnded: boolean;
}
type Conversation = Readonly<Record<Direction, Way>>;
const otherWay = { toServer: 'toClient', toClient: 'toServer' } as const;

export class PcapngEncoder {
  readonly #options: PcapngOptions;
  readonly #conversations = new Map<number, Conversation>();
  #hasHead = false;
  #nowMs = 0;

  constructor(options: PcapngOptions) {
    this.#options = options;
  }

  feed(event: WireEvent): readonly Uint8Array[] {
    this.#nowMs = event.atMs;
    return [...this.#head(), ...this.#take(event)];
  }

  /** The source stopped; connections that still run have no end in the file. */
  end(): readonly Uint8Array[] {
    const rest = [...this.#conversations.values()].flatMap((ways) => [...this.#rest(ways)]);
    this.#conversations.clear();
    return [...this.#head(), ...rest];
  }

  *#head(): Generator<Uint8Array> {
    if (!this.#hasHead) yield encodeFileHead();
    this.#hasHead = true;
  }

  *#take(event: WireEvent): Generator<Uint8Array> {
    if (event.kind === 'opened') {
      const ways = this.#open(event.client, event.server);
      this.#conversations.set(event.connection, ways);
      if (!event.isLateJoin) yield* this.#handshake(ways);
      return;
    }
    const ways = this.#conversations.get(event.connection);
    if (ways === undefined) return;
    if (event.kind === 'bytes') {
      const { direction, bytes } = event;
      yield* this.#segments(ways, otherWay[direction], ways[otherWay[direction]].cutter.flush());
      yield* this.#segments(ways, direction, ways[direction].cutter.feed(bytes));
    } else if (event.kind === 'missing') {
      yield* this.#segments(ways, event.direction, ways[event.direction].cutter.end());
      ways[event.direction].next += event.byteCount ?? 0; // Wireshark says that a segment is not there
    } else if (event.kind === 'ended') {
      yield* this.#segments(ways, event.direction, ways[event.direction].cutter.end());
      yield* this.#finish(ways, event.direction, event.how === 'reset' ? tcpFlags.reset : tcpFlags.fin);
    } else if (event.kind === 'closed') {
      yield* this.#rest(ways);
      const flag = event.how === 'reset' ? tcpFlags.reset : tcpFlags.fin;
      if (event.how !== 'capture-end') {
        yield* this.#finish(ways, event.by === 'server' ? 'toClient' : 'toServer', flag);
        if (flag === tcpFlags.fin) yield* this.#finish(ways, event.by === 'server' ? 'toServer' : 'toClient', flag);
      }
      this.#conversations.delete(event.connection);
    }
  }

  #open(client: string, server: string): Conversation {
    const from = parseEndpoint(client, clientPort);
    const to = parseEndpoint(server, pbsPort);
    const way = (direction: Direction, from: Endpoint, to: Endpoint): Way => ({
      from,
      to,
      cutter: new Cutter(direction, this.#options.snapBytes),
      next: 1,
      isEnded: false,
    });
    return { toServer: way('toServer', from, to), toClient: way('toClient', to, from) };
  }

  *#handshake({ toServer, toClient }: Conversation): Generator<Uint8Array> {
    const { syn, acknowledge } = tcpFlags;
    yield this.#packet(toServer, { sequence: 0, acknowledged: 0, flags: syn });
    yield this.#packet(toClient, { sequence: 0, acknowledged: 1, flags: syn | acknowledge });
    yield this.#packet(toServer, { sequence: 1, acknowledged: 1, flags: acknowledge });
  }

  *#segments(ways: Conversation, direction: Direction, pieces: Iterable<Piece>): Generator<Uint8Array> {
    const way = ways[direction];
    const acknowledged = ways[otherWay[direction]].next;
    const flags = tcpFlags.push | tcpFlags.acknowledge;
    for (const { bytes, byteCount } of pieces) {
      // What was cut is one segment with its true length; what is whole is cut as IP wants it.
      const step = byteCount > bytes.length ? byteCount : maxSegmentBytes;
      for (let at = 0; at < byteCount; at += step) {
        const payload = bytes.subarray(at, at + step);
        const payloadBytes = Math.min(step, byteCount - at);
        yield this.#packet(way, { sequence: way.next, acknowledged, flags }, payload, payloadBytes);
        way.next += payloadBytes;
      }
    }
  }

  *#rest(ways: Conversation): Generator<Uint8Array> {
    for (const direction of ['toServer', 'toClient'] as const)
      yield* this.#segments(ways, direction, ways[direction].cutter.end());
  }

  *#finish(ways: Conversation, direction: Direction, flag: number): Generator<Uint8Array> {
    const way = ways[direction];
    if (way.isEnded) return;
    way.isEnded = true;
    const acknowledged = ways[otherWay[direction]].next;
    yield this.#packet(way, { sequence: way.next, acknowledged, flags: flag | tcpFlags.acknowledge });
    way.next += 1;
  }

  #packet(
    { from, to }: Way,
    place: { readonly sequence: number; readonly acknowledged: number; readonly flags: number },
    payload: Uint8Array = new Uint8Array(),
    payloadBytes = 0,
  ): Uint8Array {
    const head = encodeSegmentHead({
      from,
      to,
      flags: place.flags,
      sequence: place.sequence >>> 0,
      acknowledged: place.acknowledged >>> 0,
      payloadBytes,
    });
    const atUnixNanos = BigInt(this.#options.startedAtUnixMs) * 1_000_000n + BigInt(Math.round(this.#nowMs * 1e6));
    return encodePacket({ atUnixNanos, head, payload, payloadBytes });
  }
}
