// In: the segments of one TCP connection, both directions, with their times. Out: its WireEvents, from opened to closed.
// Knows nothing of what is said on it. RFC 9293 3.5, 3.6; product terms in core/wire.
import type { CloseHow, Direction, ShapeFact, WireEvent } from '../../../core/wire/index.js';
import { Conversation, type ConversationSink } from '../conversation/index.js';
import { Assembler, HandshakeTimer, type Segment, type WaitingSegment, WaitingSegments } from '../tcp/index.js';
import type { KeyLog } from '../tls/index.js';
import type { Endpoints } from './endpoints.js';

type Emit = (event: WireEvent) => void;
type EmitShape = (fact: ShapeFact) => void;
const directions: readonly Direction[] = ['toServer', 'toClient'];

export class Flow {
  readonly #connection: number;
  readonly #emit: Emit;
  readonly #emitShape: EmitShape | null;
  readonly #timer = new HandshakeTimer();
  readonly #assemblers: Readonly<Record<Direction, Assembler>>;
  readonly #waiting = new WaitingSegments();
  readonly #isLateJoin: boolean;
  #conversation: Conversation | null;
  #atMs: number;
  #ended: Partial<Record<Direction, CloseHow>> = {};
  #firstEnd: Direction | null = null;
  /** Number of the client's first byte, from its SYN or from what answered it; null in a late join. */
  #clientStart: number | null = null;
  #isClosed = false;
  #didReportStray = false;

  constructor(
    connection: number,
    endpoints: Endpoints,
    keyLog: KeyLog,
    atMs: number,
    emit: Emit,
    emitShape: EmitShape | null,
  ) {
    this.#connection = connection;
    this.#emit = emit;
    this.#emitShape = emitShape;
    this.#atMs = atMs;
    this.#isLateJoin = endpoints.isLateJoin;
    this.#conversation = new Conversation(this.#listen(), keyLog, endpoints.isLateJoin ? 'missed' : 'seen');
    this.#assemblers = { toServer: this.#assemble('toServer'), toClient: this.#assemble('toClient') };
    const { client, server, isLateJoin } = endpoints;
    emit({ kind: 'opened', connection, atMs, client, server, entry: 'passive', isLateJoin });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get heldBytes(): number {
    return this.#assemblers.toServer.heldBytes + this.#assemblers.toClient.heldBytes + this.#waiting.heldBytes;
  }

  /** A SYN with another number than ours on the same ports: they are used again. */
  isReusedBy(segment: Segment): boolean {
    const isFirst = segment.isSyn && segment.acknowledgement === null;
    return isFirst && this.#clientStart !== (segment.sequence + 1) >>> 0;
  }

  accept(segment: Segment, isFromClient: boolean, atMs: number): void {
    if (this.#isClosed) return;
    this.#atMs = atMs;
    if (segment.isSyn) this.#beginClient(segment, isFromClient);
    this.#timeHandshake(segment, isFromClient);
    const direction: Direction = isFromClient ? 'toServer' : 'toClient';
    const peer: Direction = isFromClient ? 'toClient' : 'toServer';
    this.#showSegment(segment, direction);
    if (segment.isReset) return this.#reset(direction);
    // A pure ACK says nothing about where a late join's data begins: it may be a keepalive probe, one byte too low.
    const hasPlace = segment.isSyn || segment.isFin || segment.wireBytes > 0;
    const mustWait = hasPlace && !segment.isSyn && this.#isEarly({ isFromClient, segment });
    if (hasPlace && !(mustWait && this.#waiting.hold(isFromClient, segment))) this.#assemblers[direction].add(segment);
    if (segment.acknowledgement !== null) this.#assemblers[peer].acknowledge(segment.acknowledgement);
    for (const each of directions) this.#assemblers[each].giveUpOldHole();
    this.#release((waiting) => !this.#isEarly(waiting));
    for (const each of directions) if (this.#assemblers[each].isFinished) this.#end(each, 'fin');
    if (directions.every((each) => this.#assemblers[each].isFinished)) this.#close();
  }

  /** Too much waits for holes to be filled: hands it on without. */
  giveUpHoles(atMs: number): void {
    this.#atMs = atMs;
    this.#handOnAll();
  }

  /** The ports are used again, or there is no room: the end of this connection is not in the capture. */
  abandon(atMs: number): void {
    if (this.#isClosed) return;
    this.#atMs = atMs;
    this.#settle();
    this.#isClosed = true;
    this.#emit({ kind: 'closed', connection: this.#connection, atMs, by: 'unknown', how: 'capture-end' });
    this.#conversation = null;
  }

  /** The capture ended while the connection was open: says what it lacks, and does not close it. */
  endCapture(atMs: number): void {
    if (this.#isClosed) return;
    this.#atMs = atMs;
    this.#settle();
    for (const direction of directions) {
      const unfinished =
        this.#ended[direction] === undefined ? this.#conversation?.describeUnfinished(direction) : null;
      if (unfinished == null) continue;
      const detail = `the capture ends ${unfinished}`;
      this.#emit({
        kind: 'problem',
        connection: this.#connection,
        atMs,
        code: 'capture/gap',
        direction,
        stream: null,
        detail,
      });
    }
  }

  /** It answers bytes that have not been handed on. */
  #isEarly({ isFromClient, segment: { acknowledgement } }: WaitingSegment): boolean {
    return (
      acknowledgement !== null && this.#assemblers[isFromClient ? 'toClient' : 'toServer'].isBehind(acknowledgement)
    );
  }

  #release(isReady: (waiting: WaitingSegment) => boolean): void {
    for (let ready = this.#waiting.take(isReady); ready !== null; ready = this.#waiting.take(isReady)) {
      this.#assemblers[ready.isFromClient ? 'toServer' : 'toClient'].add(ready.segment);
    }
  }

  /** Either packet of the handshake tells it, should the other be lost or late. */
  #beginClient(segment: Segment, isFromClient: boolean): void {
    const start = isFromClient ? (segment.sequence + 1) >>> 0 : segment.acknowledgement;
    if (this.#clientStart !== null || start === null) return;
    this.#clientStart = start;
    this.#assemblers.toServer.begin(start);
  }

  #showSegment({ sequence, wireBytes, acknowledgement, ...flags }: Segment, direction: Direction): void {
    const isControl = flags.isSyn || flags.isFin || flags.isReset;
    const place = { connection: this.#connection, atMs: this.#atMs, direction };
    this.#emitShape?.({ kind: 'segment', ...place, sequence, payloadBytes: wireBytes, acknowledgement, isControl });
  }

  #timeHandshake(segment: Segment, isFromClient: boolean): void {
    if (this.#timer.isDone || this.#isLateJoin) return;
    const connection = this.#connection;
    const atMs = this.#atMs;
    const times = this.#timer.feed(segment, isFromClient, atMs);
    if (times !== null) this.#emit({ kind: 'roundTrip', connection, atMs, ...times });
    if (this.#timer.isDone && !segment.isReset) this.#emit({ kind: 'connected', connection, atMs, leg: 'only' });
  }

  /** What waits is handed on first; then its sender's direction ends, unless it had ended already. */
  #reset(direction: Direction): void {
    this.#settle();
    this.#end(direction, 'reset');
    this.#close();
  }

  #end(direction: Direction, how: CloseHow): void {
    if (this.#ended[direction] !== undefined) return;
    if (how !== 'close-notify') this.#conversation?.end(direction);
    this.#ended[direction] = how;
    this.#firstEnd ??= direction;
    this.#emit({ kind: 'ended', connection: this.#connection, atMs: this.#atMs, direction, how });
  }

  /** Whoever ended first closed it; a reset that answers a goodbye is the kernel's, not news. */
  #close(): void {
    const first = this.#firstEnd ?? 'toServer';
    this.#isClosed = true;
    this.#emit({
      kind: 'closed',
      connection: this.#connection,
      atMs: this.#atMs,
      by: first === 'toServer' ? 'client' : 'server',
      how: this.#ended[first] ?? 'reset',
    });
    this.#conversation = null;
  }

  #settle(): void {
    this.#handOnAll();
    for (const direction of directions) if (this.#ended[direction] === undefined) this.#conversation?.end(direction);
  }

  /** The client's holes are given up first: replies may wait for them. */
  #handOnAll(): void {
    for (const direction of directions) {
      this.#assemblers[direction].giveUpAll();
      this.#release((waiting) => !this.#isEarly(waiting));
    }
    this.#release(() => true);
    for (const direction of directions) this.#assemblers[direction].giveUpAll();
  }

  #assemble(direction: Direction): Assembler {
    return new Assembler({
      bytes: (bytes) => this.#conversation?.feed(direction, bytes),
      missing: (byteCount) => this.#conversation?.miss(direction, byteCount),
      stray: (detail) => this.#reportStray(direction, detail),
    });
  }

  #reportStray(direction: Direction, detail: string): void {
    if (this.#didReportStray) return;
    this.#didReportStray = true;
    const { connection, atMs } = { connection: this.#connection, atMs: this.#atMs };
    this.#emit({ kind: 'problem', connection, atMs, code: 'capture/malformed', direction, stream: null, detail });
  }

  /** The conversation's words with the connection's number and the packet's time. */
  #listen(): ConversationSink {
    const connection = this.#connection;
    const emit = this.#emit;
    return {
      bytes: (direction, bytes) => emit({ kind: 'bytes', connection, atMs: this.#atMs, direction, bytes }),
      missing: (direction, byteCount, code, detail) =>
        emit({ kind: 'missing', connection, atMs: this.#atMs, direction, byteCount, code, detail }),
      tunnelled: (target, status) => emit({ kind: 'tunnelled', connection, atMs: this.#atMs, target, status }),
      established: (facts) => emit({ kind: 'tlsEstablished', connection, atMs: this.#atMs, leg: 'only', ...facts }),
      failed: (by, reason, { fingerprint, clientRandom }) =>
        emit({ kind: 'tlsFailed', connection, atMs: this.#atMs, leg: 'only', by, reason, fingerprint, clientRandom }),
      record: (direction, type, bodyBytes) =>
        this.#emitShape?.({ kind: 'record', connection, atMs: this.#atMs, direction, type, bodyBytes }),
      closeNotify: (direction) => this.#end(direction, 'close-notify'),
    };
  }
}
