// In: both directions of one TCP connection in order, holes named. Out: what an application said on it: passes plain bytes
// on, takes a CONNECT off the front, hands TLS to the TLS reader. protocol.md 1.1, 1.3.
import type { Direction } from '../../../core/wire/index.js';
import { isRecordHeader, type KeyLog, TlsConnection, type TlsSink } from '../tls/index.js';
import { HeadCollector, isConnect, parseConnectTarget, parseStatus } from './connect-tunnel.js';

export interface ConversationSink extends TlsSink {
  tunnelled(target: string, status: number | null): void;
}

/**
 * How it works: `opening` until the first bytes tell what it is. A CONNECT goes to `connecting` and, answered with 2xx, back
 * to `opening`. `plain` and `tls` are final, but that a late join which looked plain may turn out to be TLS.
 */
type Phase = 'opening' | 'connecting' | 'plain' | 'tls';

/** Enough first bytes to tell a TLS record (5) or the word CONNECT (8). */
const decidingBytes = 8;
/** A late join sees a record's header within the first two records of 16 KiB, if it is TLS at all. */
const lateSearchBytes = 2 * (16_384 + 256);
const tlsApplicationData = Buffer.from([23, 3, 3]);

const noBytes = new Uint8Array(0);

export class Conversation {
  readonly #sink: ConversationSink;
  readonly #keyLog: KeyLog;
  readonly #isLateJoin: boolean;
  #phase: Phase = 'opening';
  #tls: TlsConnection | null = null;
  /** First bytes that do not tell yet what they are. */
  #undecided: Record<Direction, Uint8Array> = { toServer: noBytes, toClient: noBytes };
  #requestHead = new HeadCollector();
  #responseHead = new HeadCollector();
  #target: string | null = null;
  #behindConnect: Uint8Array = noBytes;
  #searchedBytes: Record<Direction, number> = { toServer: 0, toClient: 0 };

  constructor(sink: ConversationSink, keyLog: KeyLog, beginning: 'seen' | 'missed') {
    this.#sink = sink;
    this.#keyLog = keyLog;
    this.#isLateJoin = beginning === 'missed';
  }

  feed(direction: Direction, bytes: Uint8Array): void {
    switch (this.#phase) {
      case 'opening':
        return this.#decide(direction, bytes);
      case 'connecting':
        return this.#connect(direction, bytes);
      case 'tls':
        return this.#tls?.feed(direction, bytes);
      case 'plain':
        return this.#passPlain(direction, bytes);
    }
  }

  miss(direction: Direction, byteCount: number): void {
    if (this.#phase === 'tls') return this.#tls?.miss(direction, byteCount);
    this.#flushUndecided();
    this.#sink.missing(direction, byteCount, 'capture/gap', `${byteCount} bytes are not in the capture`);
  }

  /** The direction ended, or the capture did: tells what was still waiting. */
  end(direction: Direction): void {
    if (this.#phase === 'connecting') this.#leaveConnectUnanswered();
    if (this.#phase !== 'tls') this.#flushUndecided();
    this.#tls?.end(direction);
  }

  describeUnfinished(direction: Direction): string | null {
    return this.#tls?.describeUnfinished(direction) ?? null;
  }

  /** Either side may speak first; what one side says decides for both. */
  #decide(direction: Direction, bytes: Uint8Array): void {
    const before = this.#undecided[direction];
    const first = before.length === 0 ? bytes : Buffer.concat([before, bytes]);
    if (first.length < decidingBytes && couldBeMore(first, direction)) {
      this.#undecided[direction] = first.slice();
      return;
    }
    this.#undecided[direction] = noBytes;
    if (isRecordHeader(first)) this.#becomeTls(direction, first);
    else if (direction === 'toServer' && isConnect(first)) {
      this.#phase = 'connecting';
      this.#connect(direction, first);
    } else {
      this.#phase = 'plain';
      this.#flushUndecided();
      this.#passPlain(direction, first);
    }
  }

  #becomeTls(direction: Direction, first: Uint8Array): void {
    this.#phase = 'tls';
    this.#tls = new TlsConnection(this.#keyLog, this.#sink);
    if (this.#isLateJoin) this.#tls.joinLate();
    this.#flushUndecided();
    this.#tls.feed(direction, first);
  }

  #connect(direction: Direction, bytes: Uint8Array): void {
    if (direction === 'toServer' && this.#target !== null) {
      // Not allowed before the answer; kept with a bound for the case that it comes all the same.
      this.#behindConnect = Buffer.concat([this.#behindConnect, bytes]);
      if (this.#behindConnect.length > lateSearchBytes) this.#giveUpConnect();
      return;
    }
    const collector = direction === 'toServer' ? this.#requestHead : this.#responseHead;
    const head = collector.feed(bytes);
    if (head === null) {
      if (collector.isTooLong) this.#giveUpConnect();
    } else if (direction === 'toServer') {
      this.#target = parseConnectTarget(head.line);
      this.#behindConnect = head.rest;
    } else this.#answerConnect(parseStatus(head.line), head.rest);
  }

  #answerConnect(status: number | null, rest: Uint8Array): void {
    this.#sink.tunnelled(this.#target ?? '', status);
    const early = this.#behindConnect;
    this.#requestHead = new HeadCollector();
    this.#responseHead = new HeadCollector();
    this.#target = null;
    this.#behindConnect = noBytes;
    // A refusal's body follows, or another try with credentials: both are plain.
    const isOpen = status !== null && status >= 200 && status < 300;
    this.#phase = isOpen ? 'opening' : 'plain';
    if (early.length > 0) this.feed('toServer', early);
    if (rest.length > 0) this.feed('toClient', rest);
  }

  #leaveConnectUnanswered(): void {
    this.#phase = 'plain';
    if (this.#target !== null) this.#sink.tunnelled(this.#target, null);
  }

  #giveUpConnect(): void {
    this.#phase = 'plain';
    const asked = this.#requestHead.takeAll();
    const answered = this.#responseHead.takeAll();
    // The request may hold credentials, so it is not passed on; it is only counted as missing.
    this.#sink.missing('toServer', null, 'capture/malformed', `a CONNECT of ${asked.length} bytes that cannot be read`);
    if (answered.length > 0) this.#sink.bytes('toClient', answered);
  }

  #flushUndecided(): void {
    for (const direction of ['toServer', 'toClient'] as const) {
      const bytes = this.#undecided[direction];
      this.#undecided[direction] = noBytes;
      if (bytes.length === 0) continue;
      if (this.#tls === null) this.#sink.bytes(direction, bytes);
      else this.#tls.feed(direction, bytes);
    }
    if (this.#phase === 'opening') this.#phase = 'plain';
  }

  #passPlain(direction: Direction, bytes: Uint8Array): void {
    if (!this.#isLateJoin || !this.#turnsOutTls(direction, bytes)) this.#sink.bytes(direction, bytes);
  }

  /** A late join begins anywhere in a record: looks for the next record's header for a while. */
  #turnsOutTls(direction: Direction, bytes: Uint8Array): boolean {
    if (this.#searchedBytes[direction] >= lateSearchBytes) return false;
    this.#searchedBytes[direction] += bytes.length;
    const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(tlsApplicationData);
    if (at < 0 || !isRecordHeader(bytes, at)) return false;
    this.#becomeTls(direction, bytes.subarray(at));
    return true;
  }
}

/** Few bytes, but all of them fit the beginning of a TLS record or of a CONNECT. */
function couldBeMore(bytes: Uint8Array, direction: Direction): boolean {
  const isTls = (bytes[0] ?? 0) >= 20 && (bytes[0] ?? 0) <= 24 && (bytes[1] ?? 3) === 3;
  const isConnectSoFar =
    direction === 'toServer' && Buffer.from('CONNECT ').subarray(0, bytes.length).equals(Buffer.from(bytes));
  return isTls || isConnectSoFar;
}
