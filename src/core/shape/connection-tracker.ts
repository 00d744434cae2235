// In: what a capture shows of one connection, and its WireEvents. Out: its shape, once, at the end. Bounded; decrypts nothing, and knows
// of the hellos only what a WireEvent says.
import type { CloseHow, Direction, Party, RecordSeen, SegmentSeen, WireEvent } from '../wire/index.js';
import { Activity } from './activity.js';
import { estimateChunks } from './estimate-chunks.js';
import { estimateDedup } from './estimate-dedup.js';
import { estimateKind } from './estimate-kind.js';
import { overheadBytesOf, recordType } from './record-size.js';
import { SessionSigns } from './session-signs.js';
import type { ConnectionShape } from './shape.js';
import { TcpTiming } from './tcp-timing.js';

const recordHeaderBytes = 5;
/** Level and description (RFC 8446 6). */
const alertBytes = 2;
/** A frame head and eight opaque bytes (RFC 9113 6.7). */
const pingBytes = 17;

/** Below it records say less of the volume than TCP does. */
const mostlyCutShare = 0.9;

const each = <T>(read: (direction: Direction) => T): { toServer: T; toClient: T } => ({
  toServer: read('toServer'),
  toClient: read('toClient'),
});

export class ConnectionTracker {
  readonly #connection: number;
  readonly #timing = new TcpTiming();
  readonly #activity = new Activity();
  readonly #signs = new SessionSigns();
  readonly #recordCount = { toServer: 0, toClient: 0 };
  readonly #recordBytes = { toServer: 0, toClient: 0 };
  readonly #pingSized = { toServer: 0, toClient: 0 };
  readonly #didSayGoodbye = { toServer: false, toClient: false };
  readonly #handshakeMs: { server: number | null; client: number | null } = { server: null, client: null };
  #isSealed = false;
  #isEstablished = false;
  #didBreakSilence = false;
  #tlsVersion: string | null = null;
  #overheadBytes = overheadBytesOf(null, null);
  #firstRecordAtMs: number | null = null;
  #tlsHandshakeMs: number | null = null;
  #clear = { toServer: 0, toClient: 0 };
  #closed: { readonly by: Party; readonly how: CloseHow } | null = null;
  #lastAtMs = 0;

  constructor(connection: number) {
    this.#connection = connection;
  }

  /** True once a direction could not be decrypted: others need no shape. */
  get isSealed(): boolean {
    return this.#isSealed;
  }

  /** Bytes came out of TLS while no direction was sealed: the keys are there, and with them better answers. */
  get isDecrypted(): boolean {
    return this.#isEstablished && !this.#isSealed && this.#tlsVersion !== null;
  }

  noteSegment(segment: SegmentSeen): void {
    this.#lastAtMs = segment.atMs;
    if (this.#timing.feed(segment)) this.#didBreakSilence = this.#activity.noteData(segment.atMs);
  }

  noteRecord({ direction, type, bodyBytes, atMs }: RecordSeen): void {
    this.#firstRecordAtMs ??= atMs;
    this.#recordCount[direction] += 1;
    this.#recordBytes[direction] += recordHeaderBytes + bodyBytes;
    if (type === recordType.alert && this.#isEstablished) this.#didSayGoodbye[direction] = true;
    if (type !== recordType.applicationData || !this.#isEstablished) return;
    const contentBytes = Math.max(0, bodyBytes - this.#overheadBytes);
    this.#didSayGoodbye[direction] = contentBytes === alertBytes;
    if (contentBytes === alertBytes) return;
    if (contentBytes === pingBytes && this.#didBreakSilence) this.#pingSized[direction] += 1;
    this.#signs.feed(direction, contentBytes);
  }

  noteWire(event: WireEvent): void {
    switch (event.kind) {
      case 'opened':
        // No handshake will be seen: every record is data.
        this.#isEstablished = event.isLateJoin;
        return;
      case 'roundTrip':
        this.#handshakeMs[event.toward] = event.roundTripMs;
        return;
      case 'bytes':
        if (!this.#isSealed) this.#clear[event.direction] += event.bytes.length;
        return;
      case 'missing':
        // A hole in the handshake hides the keys' name too; one behind it is no want of keys.
        if (event.byteCount !== null) return;
        this.#isSealed ||= event.code.startsWith('tls/') || (this.#firstRecordAtMs !== null && !this.#isEstablished);
        return;
      case 'tlsEstablished':
        this.#isEstablished = true;
        this.#tlsVersion = event.version;
        this.#overheadBytes = overheadBytesOf(event.version, event.cipherSuite);
        if (this.#firstRecordAtMs !== null) this.#tlsHandshakeMs = event.atMs - this.#firstRecordAtMs;
        return;
      case 'closed':
        this.#closed = { by: event.by, how: event.how };
        return;
      default:
        return;
    }
  }

  /** What came so far; nothing may be fed afterwards. */
  finish(logicalBytes: number | null): ConnectionShape {
    this.#activity.end(this.#lastAtMs);
    this.#signs.end();
    const recordShare = this.#recordShare();
    // What records do not show, TCP does, though with what TLS adds.
    const bytes = each((direction) =>
      recordShare < mostlyCutShare ? this.#streamBytes(direction) : this.#signs.bytes[direction],
    );
    const session = estimateKind(this.#signs, bytes);
    const chunks = estimateChunks(this.#signs, session, recordShare);
    const mayDedup = logicalBytes !== null && session.kind === 'backup' && chunks !== null;
    return {
      connection: this.#connection,
      tlsVersion: this.#tlsVersion,
      roundTripMs: {
        handshakeToServer: this.#handshakeMs.server,
        handshakeToClient: this.#handshakeMs.client,
        dataToServer: this.#timing.way('toServer').roundTripMs.median(),
        dataToClient: this.#timing.way('toClient').roundTripMs.median(),
      },
      tlsHandshakeMs: this.#tlsHandshakeMs,
      applicationBytes: bytes,
      recordCount: each((direction) => this.#recordCount[direction]),
      recordShare,
      session,
      chunks,
      dedup: mayDedup ? estimateDedup(chunks, logicalBytes) : null,
      bursts: this.#activity.bursts,
      idle: this.#activity.idle,
      keepalives: {
        tcp: each((direction) => this.#timing.way(direction).keepaliveCount),
        pingSized: each((direction) => this.#pingSized[direction]),
      },
      repeatedSegmentCount: each((direction) => this.#timing.way(direction).repeatedCount),
      closedBy: this.#closed?.by ?? null,
      how: this.#closed?.how ?? null,
      closeNotify: { client: this.#didSayGoodbye.toServer, server: this.#didSayGoodbye.toClient },
    };
  }

  /** Of the direction that lost more: what a session is told by comes from both. */
  #recordShare(): number {
    const share = (direction: Direction): number => {
      const streamBytes = this.#streamBytes(direction);
      return streamBytes <= 0 ? 1 : Math.min(1, this.#recordBytes[direction] / streamBytes);
    };
    return Math.min(share('toServer'), share('toClient'));
  }

  /** Clear text in front of TLS (a CONNECT) is no record and is not missed. */
  #streamBytes(direction: Direction): number {
    return this.#timing.way(direction).streamBytes - this.#clear[direction];
  }
}
