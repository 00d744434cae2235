// One connection: which protocol its bytes speak, and the hand-over at the 101, behind which the same connection carries raw HTTP/2
// (protocol.md 1.6, 1.7). In: bytes and facts of a source. Out: Events, through the outlet. Neither http1 nor http2 knows the other.
import type { DecodeProblemCode } from '../../event/index.js';
import type { BytesMissing, BytesPassed, Direction, Opened, WireFact } from '../../wire/index.js';
import type { CapturePolicy } from '../capture-policy.js';
import { Http1Decoder } from '../http1/index.js';
import { clientPreface, Http2Decoder } from '../http2/index.js';
import type { FrameRecord } from './frame-record.js';
import { HeldBytes, maxHeldBytes } from './held-bytes.js';
import { MessageEvents } from './message-events.js';
import type { Outlet } from './outlet.js';
import { looksLikeHttp1, recogniseFirst } from './recognise.js';
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
  readonly #held: Readonly<Record<Direction, HeldBytes>> = { toServer: new HeldBytes(), toClient: new HeldBytes() };
  readonly #isDark: Record<Direction, boolean> = { toServer: false, toClient: false };
  #speaker: Speaker = { kind: 'undecided' };
  #alpn: string | null = null;

  constructor(opened: Opened, options: ConnectionOptions) {
    this.#id = opened.connection;
    this.#isLateJoin = opened.isLateJoin;
    this.#options = options;
    this.#traffic = new TrafficCounter(opened.connection, options.outlet);
  }

  fact(fact: WireFact): void {
    if (fact.kind === 'tlsEstablished' && fact.alpn !== null) this.#alpn = fact.alpn;
    if (fact.kind === 'ended') this.#end(fact.direction, fact.atMs);
    if (fact.kind === 'closed') {
      for (const direction of directions) this.#end(direction, fact.atMs);
      this.finish(fact.atMs);
    }
    this.#options.outlet.emit(fact);
  }

  /** Nothing more will come: what is kept or counted goes out. */
  finish(atMs: number): void {
    if (this.#speaker.kind === 'undecided') this.#decide('http1', atMs);
    if (this.#speaker.kind === 'http1' || this.#speaker.kind === 'http2') this.#speaker.events.endAll(atMs);
    this.#traffic.flush(atMs);
  }

  advanceTo(atMs: number): void {
    this.#traffic.advanceTo(atMs);
  }

  bytes(event: BytesPassed): void {
    const { direction, bytes, atMs } = event;
    if (bytes.length === 0) return;
    this.#traffic.add(direction, bytes.length, atMs);
    this.#pass(direction, bytes, atMs);
  }

  missing(event: BytesMissing): void {
    const { direction, byteCount, atMs, code, detail } = event;
    if (this.#speaker.kind === 'undecided') this.#decide('http1', atMs);
    this.#options.outlet.emit({ kind: 'problem', connection: this.#id, atMs, code, direction, stream: null, detail });
    if (byteCount !== null) this.#traffic.add(direction, byteCount, atMs);
    if (this.#isDark[direction]) return;
    const speaker = this.#speaker;
    if (byteCount !== null && (speaker.kind === 'http1' || speaker.kind === 'http2')) {
      speaker.events.atMs = atMs;
      if (speaker.decoder.skip(direction, byteCount, atMs)) return;
    }
    this.darken(direction, atMs, `${code}: ${detail}`);
  }

  /** From here on this direction is only counted (Law 4). */
  darken(direction: Direction, atMs: number, reason: string): void {
    if (this.#isDark[direction]) return;
    this.#isDark[direction] = true;
    this.#held[direction].take();
    if (this.#speaker.kind === 'http1' || this.#speaker.kind === 'http2') this.#speaker.decoder.darken(direction);
    this.#options.outlet.emit({ kind: 'wentDark', connection: this.#id, atMs, direction, reason });
  }

  #pass(direction: Direction, bytes: Uint8Array, atMs: number): void {
    if (this.#isDark[direction]) return;
    const speaker = this.#speaker;
    switch (speaker.kind) {
      case 'undecided':
        return this.#holdFirst(direction, bytes, atMs);
      case 'http1':
        return this.#passHttp1(speaker.decoder, speaker.events, direction, bytes, atMs);
      case 'http2':
        speaker.events.atMs = atMs;
        return speaker.decoder.feed(direction, bytes, atMs);
      case 'opaque':
        return;
    }
  }

  #holdFirst(direction: Direction, bytes: Uint8Array, atMs: number): void {
    const isFull = !this.#held[direction].add(bytes, atMs);
    const first = this.#held.toServer.peek(clientPreface.length);
    if (this.#alpn === 'h2') this.#decide('alpn', atMs);
    else if (this.#isLateJoin)
      this.#decide(looksLikeHttp1(this.#held[direction].peek(8)) ? 'http1' : 'late-join', atMs);
    else {
      const protocol = recogniseFirst(first);
      if (protocol !== null || isFull) this.#decide(protocol ?? 'http1', atMs);
    }
    if (isFull) this.#pass(direction, bytes, atMs);
  }

  /** What was held is fed with its own times: no Event can have come between. */
  #decide(protocol: 'http1' | 'prior-knowledge' | 'alpn' | 'late-join', atMs: number): void {
    if (protocol === 'http1') {
      const events = this.#createEvents('http1', null);
      const decoder = new Http1Decoder({
        emit: (step) => this.#takeStep(events, step),
        wantsFrames: this.#options.onFrame !== null,
      });
      this.#speaker = { kind: 'http1', decoder, events };
    } else this.#beginHttp2(protocol, null, atMs);
    for (const direction of directions) {
      for (const held of this.#held[direction].take()) this.#pass(direction, held.bytes, held.atMs);
    }
  }

  #beginHttp2(how: 'upgrade' | 'prior-knowledge' | 'alpn' | 'late-join', upgrade: string | null, atMs: number): void {
    const events = this.#createEvents('http2', upgrade);
    const decoder = new Http2Decoder({
      emit: (step) => this.#takeStep(events, step),
      wantsFrames: this.#options.onFrame !== null,
      isLateJoin: how === 'late-join',
    });
    for (const direction of directions) if (this.#isDark[direction]) decoder.darken(direction);
    this.#speaker = { kind: 'http2', decoder, events };
    this.#options.outlet.emit({ kind: 'http2Began', connection: this.#id, atMs, how, upgrade });
  }

  #passHttp1(
    decoder: Http1Decoder,
    events: MessageEvents,
    direction: Direction,
    bytes: Uint8Array,
    atMs: number,
  ): void {
    events.atMs = atMs;
    const taken = decoder.feed(direction, bytes, atMs);
    const rest = bytes.subarray(taken);
    if (decoder.phase.kind !== 'messages') {
      events.endAll(atMs);
      this.#leaveHttp1(decoder.phase, atMs);
      if (rest.length > 0) this.#pass(direction, rest, atMs);
      this.#release(atMs);
      return;
    }
    if (direction === 'toServer' && rest.length > 0) {
      if (!this.#held.toServer.add(rest, atMs)) {
        this.#problem(
          'http1/unexpected-reply',
          direction,
          atMs,
          `more than ${maxHeldBytes} bytes came before the answer to an upgrade`,
        );
        this.darken(direction, atMs, 'the answer to an upgrade did not come in time');
      }
      return;
    }
    if (direction === 'toClient' && !decoder.isHolding) this.#release(atMs);
    if (direction === 'toClient' && rest.length > 0) this.#pass(direction, rest, atMs);
  }

  #leaveHttp1(phase: Exclude<Http1Decoder['phase'], { kind: 'messages' }>, atMs: number): void {
    if (phase.kind === 'upgraded') {
      this.#beginHttp2('upgrade', phase.upgrade, atMs);
      return;
    }
    this.#speaker = { kind: 'opaque' };
    for (const direction of directions)
      this.darken(direction, atMs, 'a CONNECT tunnel, whose bytes are not ours to read');
  }

  /** What the client sent behind its upgrade request means something now; its Events happen now. */
  #release(atMs: number): void {
    for (const held of this.#held.toServer.take()) this.#pass('toServer', held.bytes, atMs);
  }

  #createEvents(protocol: 'http1' | 'http2', upgrade: string | null): MessageEvents {
    const { capture, outlet, onFrame } = this.#options;
    return new MessageEvents({ connection: this.#id, protocol, upgrade, capture, outlet, onFrame });
  }

  #takeStep(events: MessageEvents, step: Parameters<MessageEvents['take']>[0]): void {
    if (step.kind === 'dark') this.#isDark[step.direction] = true;
    events.take(step);
  }

  #end(direction: Direction, atMs: number): void {
    if (this.#speaker.kind !== 'http1' || this.#isDark[direction]) return;
    this.#speaker.events.atMs = atMs;
    this.#speaker.decoder.end(direction);
  }

  #problem(code: DecodeProblemCode, direction: Direction, atMs: number, detail: string): void {
    this.#options.outlet.emit({ kind: 'problem', connection: this.#id, atMs, code, direction, stream: null, detail });
  }
}
