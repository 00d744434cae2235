// One connection: which protocol its bytes speak, and the hand-over at the 101, behind which the same connection carries raw HTTP/2
// (protocol.md 1.6, 1.7). In: bytes and facts of a source. Out: Events, through the outlet. Neither http1 nor http2 knows the other.
import type { DecodeProblemCode } from '../../event/index.js';
import type { BytesMissing, BytesPassed, Direction, Opened, WireFact } from '../../wire/index.js';
import type { CapturePolicy } from '../capture-policy.js';
import { Http1Decoder } from '../http1/index.js';
import { Http2Decoder } from '../http2/index.js';
import type { FrameRecord } from './frame-record.js';
import { HeldBytes, maxHeldBytes } from './held-bytes.js';
import { MessageEvents } from './message-events.js';
import type { Outlet } from './outlet.js';
import { type FirstProtocol, recognisableBytes, recogniseFirst } from './recognise.js';
import { TrafficCounter } from './traffic-counter.js';

export interface ConnectionOptions {
  readonly capture: CapturePolicy;
  readonly outlet: Outlet;
  readonly onFrame: ((frame: FrameRecord) => void) | null;
}

type Speaker =
  | { readonly kind: 'undecided' }
  | { readonly kind: 'http1'; readonly decoder: Http1Decoder; readonly events: MessageEvents }
  | { readonly kind: 'http2'; readonly decoder: Http2Decoder; readonly events: MessageEvents }
  | { readonly kind: 'opaque' };

const directions = ['toServer', 'toClient'] as const;

export class ConnectionDecoder {
  readonly #id: number;
  readonly #isLateJoin: boolean;
  readonly #options: ConnectionOptions;
  readonly #traffic: TrafficCounter;
  /** Before a protocol is known: both directions. Behind an upgrade request: the client's. */
  readonly #held = new HeldBytes();
  readonly #isDark: Record<Direction, boolean> = { toServer: false, toClient: false };
  #speaker: Speaker = { kind: 'undecided' };
  #alpn: string | null = null;
  /** Events happen when their meaning is known, which can be later than their bytes came (D3: order of `atMs`). */
  #nowMs = 0;

  constructor(opened: Opened, options: ConnectionOptions) {
    this.#id = opened.connection;
    this.#isLateJoin = opened.isLateJoin;
    this.#options = options;
    this.#traffic = new TrafficCounter(opened.connection, options.outlet);
  }

  fact(fact: WireFact): void {
    this.#nowMs = fact.atMs;
    if (fact.kind === 'tlsEstablished' && fact.alpn !== null) this.#alpn = fact.alpn;
    if (fact.kind === 'ended') this.#end(fact.direction);
    if (fact.kind === 'closed') this.finish(fact.atMs);
    this.#options.outlet.emit(fact);
  }

  /** Nothing more will come: what is kept or counted goes out. */
  finish(atMs: number): void {
    this.#nowMs = atMs;
    if (this.#speaker.kind === 'undecided') this.#decide('http1');
    for (const direction of directions) this.#end(direction);
    if (this.#speaker.kind === 'http1' || this.#speaker.kind === 'http2') this.#speaker.events.endAll(atMs);
    this.#traffic.flush(atMs);
  }

  advanceTo(atMs: number): void {
    this.#traffic.advanceTo(atMs);
  }

  bytes(event: BytesPassed): void {
    const { direction, bytes, atMs } = event;
    if (bytes.length === 0) return;
    this.#nowMs = atMs;
    this.#traffic.add(direction, bytes.length, atMs);
    this.#pass(direction, bytes, atMs);
  }

  missing(event: BytesMissing): void {
    const { direction, byteCount, atMs, code, detail } = event;
    this.#nowMs = atMs;
    if (this.#speaker.kind === 'undecided') this.#decide('http1');
    this.#options.outlet.emit({ kind: 'problem', connection: this.#id, atMs, code, direction, stream: null, detail });
    if (byteCount !== null) this.#traffic.add(direction, byteCount, atMs);
    if (this.#isDark[direction]) return;
    const speaker = this.#speaker;
    if (byteCount !== null && (speaker.kind === 'http1' || speaker.kind === 'http2')) {
      speaker.events.atMs = atMs;
      if (speaker.decoder.skip(direction, byteCount, atMs)) return;
      if (speaker.kind === 'http2') return this.#seek(speaker.decoder, direction, `${code}: ${detail}`);
    }
    this.darken(direction, atMs, `${code}: ${detail}`);
  }

  /** Frames are missing, and more follow: dark until one is found. */
  #seek(decoder: Http2Decoder, direction: Direction, reason: string): void {
    this.#options.outlet.emit({ kind: 'wentDark', connection: this.#id, atMs: this.#nowMs, direction, reason });
    decoder.seek(direction);
  }

  /** From here on this direction is only counted (Law 4). */
  darken(direction: Direction, atMs: number, reason: string): void {
    if (this.#isDark[direction]) return;
    this.#isDark[direction] = true;
    if (direction === 'toServer') this.#held.take();
    this.#options.outlet.emit({ kind: 'wentDark', connection: this.#id, atMs, direction, reason });
    if (this.#speaker.kind !== 'http1' && this.#speaker.kind !== 'http2') return;
    this.#speaker.events.atMs = atMs;
    this.#speaker.decoder.darken(direction);
  }

  #pass(direction: Direction, bytes: Uint8Array, firstAtMs: number): void {
    if (this.#isDark[direction]) return;
    const speaker = this.#speaker;
    switch (speaker.kind) {
      case 'undecided':
        return this.#holdFirst(direction, bytes, firstAtMs);
      case 'http1':
        return this.#passHttp1(speaker.decoder, speaker.events, direction, bytes, firstAtMs);
      case 'http2':
        speaker.events.atMs = this.#nowMs;
        return speaker.decoder.feed(direction, bytes, firstAtMs);
      case 'opaque':
        return;
    }
  }

  #holdFirst(direction: Direction, bytes: Uint8Array, atMs: number): void {
    const isFull = !this.#held.add(direction, bytes, atMs);
    const first = this.#held.peek(direction, recognisableBytes);
    const protocol =
      this.#alpn === 'h2' ? 'alpn' : recogniseFirst({ direction, bytes: first, isLateJoin: this.#isLateJoin });
    if (protocol !== null || isFull) this.#decide(protocol ?? 'http1');
    if (isFull) this.#pass(direction, bytes, atMs);
  }

  #decide(protocol: FirstProtocol | 'alpn'): void {
    if (protocol === 'http1') {
      const events = this.#createEvents('http1', null);
      const decoder = new Http1Decoder({
        emit: (step) => this.#takeStep(events, step),
        wantsFrames: this.#options.onFrame !== null,
      });
      this.#speaker = { kind: 'http1', decoder, events };
    } else this.#beginHttp2(protocol, null);
    this.#release();
  }

  #beginHttp2(how: 'upgrade' | 'prior-knowledge' | 'alpn' | 'late-join', upgrade: string | null): void {
    const events = this.#createEvents('http2', upgrade);
    const decoder = new Http2Decoder({
      emit: (step) => this.#takeStep(events, step),
      wantsFrames: this.#options.onFrame !== null,
      isLateJoin: how === 'late-join',
    });
    this.#options.outlet.emit({ kind: 'http2Began', connection: this.#id, atMs: this.#nowMs, how, upgrade });
    for (const direction of directions) if (this.#isDark[direction]) decoder.darken(direction);
    this.#speaker = { kind: 'http2', decoder, events };
  }

  #passHttp1(
    decoder: Http1Decoder,
    events: MessageEvents,
    direction: Direction,
    bytes: Uint8Array,
    firstAtMs: number,
  ): void {
    events.atMs = this.#nowMs;
    const rest = bytes.subarray(decoder.feed(direction, bytes, firstAtMs));
    if (decoder.phase.kind !== 'messages') {
      events.endAll(this.#nowMs);
      this.#leaveHttp1(decoder.phase);
    } else if (direction === 'toServer' && rest.length > 0) {
      this.#holdClient(rest, firstAtMs);
      return;
    }
    if (direction !== 'toClient' || decoder.isHolding) return;
    // Before the rest of the server's bytes, because they cannot depend on it.
    this.#release();
    if (rest.length > 0) this.#pass(direction, rest, firstAtMs);
  }

  #holdClient(bytes: Uint8Array, atMs: number): void {
    if (this.#held.add('toServer', bytes, atMs)) return;
    const detail = `more than ${maxHeldBytes} bytes came before the answer to an upgrade`;
    this.#problem('http1/unexpected-reply', 'toServer', detail);
    this.darken('toServer', this.#nowMs, 'the answer to an upgrade did not come in time');
  }

  #leaveHttp1(phase: Exclude<Http1Decoder['phase'], { kind: 'messages' }>): void {
    if (phase.kind === 'upgraded') {
      this.#beginHttp2('upgrade', phase.upgrade);
      return;
    }
    this.#speaker = { kind: 'opaque' };
    const reason = 'a CONNECT tunnel, whose bytes are not ours to read';
    for (const direction of directions) this.darken(direction, this.#nowMs, reason);
  }

  /** What was held means something now; its Events happen now. */
  #release(): void {
    for (const held of this.#held.take()) this.#pass(held.direction, held.bytes, held.atMs);
  }

  #createEvents(protocol: 'http1' | 'http2', upgrade: string | null): MessageEvents {
    const { capture, outlet, onFrame } = this.#options;
    return new MessageEvents({ connection: this.#id, protocol, upgrade, capture, outlet, onFrame });
  }

  #takeStep(events: MessageEvents, step: Parameters<MessageEvents['take']>[0]): void {
    if (step.kind === 'dark') this.#isDark[step.direction] = true;
    events.take(step);
  }

  #end(direction: Direction): void {
    const speaker = this.#speaker;
    if (this.#isDark[direction] || (speaker.kind !== 'http1' && speaker.kind !== 'http2')) return;
    speaker.events.atMs = this.#nowMs;
    speaker.decoder.end(direction);
  }

  #problem(code: DecodeProblemCode, direction: Direction, detail: string): void {
    const place = { connection: this.#id, atMs: this.#nowMs };
    this.#options.outlet.emit({ kind: 'problem', ...place, code, direction, stream: null, detail });
  }
}
