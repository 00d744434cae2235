// In: the WireEvents of a capture. Out: a capture with the same application bytes as plain TCP: content zero-filled, secrets
// erased, times, ports, ends and resets as they were. Facts of TLS are lost.
import type { Direction, WireEvent } from '../../src/core/wire/index.js';
import { encodeFileHeader, PacketWriter, type Side, type TcpPacket, tcpFlags } from './packet-writer.js';
import { PayloadEraser } from './payload-eraser.js';
import { eraseSecrets } from './secret-eraser.js';

/** What fits an IPv4 packet with the headers that are written. */
const maxPayloadBytes = 65_535 - 40;
const clientPreface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const nothing = new Uint8Array(0);
const senderOf = (direction: Direction): Side => (direction === 'toServer' ? 'client' : 'server');

/** One connection of the original. */
class PlainConnection {
  readonly #writer: PacketWriter;
  readonly #eraser = new PayloadEraser();
  readonly #isHttp2: Record<Direction, boolean> = { toServer: false, toClient: false };
  readonly #didEnd = { client: false, server: false };
  #didUpgrade = false;

  constructor(writer: PacketWriter) {
    this.#writer = writer;
  }

  encode(event: WireEvent): Buffer[] {
    const write = (from: Side, flags: number, payload: Uint8Array = nothing): Buffer =>
      this.#writer.encode({ atMs: event.atMs, from, flags, payload } satisfies TcpPacket);
    switch (event.kind) {
      case 'opened':
        return event.isLateJoin ? [] : [write('client', tcpFlags.syn)];
      case 'roundTrip':
        return event.toward === 'server' ? [write('server', tcpFlags.syn | tcpFlags.ack)] : [];
      case 'connected':
        return [write('client', tcpFlags.ack)];
      case 'tunnelled':
        return [
          write(
            'client',
            tcpFlags.ack | tcpFlags.push,
            Buffer.from(`CONNECT ${event.target} HTTP/1.1\r\nHost: ${event.target}\r\n\r\n`),
          ),
          write('server', tcpFlags.ack | tcpFlags.push, Buffer.from(`HTTP/1.1 ${event.status ?? 200} OK\r\n\r\n`)),
        ];
      case 'bytes':
        return cut(this.#erase(event.direction, event.bytes)).map((part) =>
          write(senderOf(event.direction), tcpFlags.ack | tcpFlags.push, part),
        );
      case 'ended': {
        const from = senderOf(event.direction);
        this.#didEnd[from] = true;
        return [write(from, (event.how === 'reset' ? tcpFlags.reset : tcpFlags.fin) | tcpFlags.ack)];
      }
      case 'closed':
        // A reset that only answered a goodbye: told by a direction that never ended.
        return this.#didEnd.client && this.#didEnd.server ? [] : [write('client', tcpFlags.reset | tcpFlags.ack)];
      default:
        return [];
    }
  }

  #erase(direction: Direction, bytes: Uint8Array): Buffer {
    if (this.#isHttp2[direction]) {
      const copy = Buffer.from(bytes);
      this.#eraser.erase(direction, copy);
      return copy;
    }
    const http2At = this.#findHttp2(direction, Buffer.from(bytes));
    if (http2At === null) return eraseSecrets(bytes);
    this.#isHttp2[direction] = true;
    const http2 = Buffer.from(bytes.subarray(http2At));
    this.#eraser.erase(direction, http2);
    // The preface is no frame, but reads as HTTP/1: it stays as it is.
    return Buffer.concat([eraseSecrets(bytes.subarray(0, http2At)), http2]);
  }

  /** Where frames begin, if they do in these bytes. Real peers send the preface, and the 101, in one record. */
  #findHttp2(direction: Direction, bytes: Buffer): number | null {
    if (direction === 'toServer') {
      const at = bytes.indexOf(clientPreface);
      return at < 0 ? null : at + clientPreface.length;
    }
    if (this.#didUpgrade) return 0;
    if (!bytes.toString('latin1', 0, 32).startsWith('HTTP/1.1 101')) return null;
    this.#didUpgrade = true;
    const at = bytes.indexOf('\r\n\r\n') + 4;
    return at === bytes.length ? null : at;
  }
}

function cut(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += maxPayloadBytes) parts.push(bytes.subarray(at, at + maxPayloadBytes));
  return parts;
}

export async function encodeDecrypted(
  events: AsyncIterable<WireEvent>,
  startedAtUnixMs: () => number,
): Promise<Buffer> {
  const parts = [encodeFileHeader()];
  const connections = new Map<number, PlainConnection>();
  for await (const event of events) {
    if (event.kind === 'opened') {
      const writer = new PacketWriter(event.client, event.server, startedAtUnixMs());
      connections.set(event.connection, new PlainConnection(writer));
    }
    parts.push(...(connections.get(event.connection)?.encode(event) ?? []));
  }
  return Buffer.concat(parts);
}
