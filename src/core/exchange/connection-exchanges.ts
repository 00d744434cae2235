// In: the Events of one connection. Out: its exchanges as steps. Keeps open exchanges only; knows no frames and no PBS.
//
// How it works: an exchange opens with its request head and ends when both bodies are whole; a reply that is whole before
// its request ends with the reset or the rest of the request that follows (RFC 9113 8.1); a reset before that ends it as
// `reset`; the end of the connection ends what is left as `unanswered`. A 101 answers and ends its request at once.
import type {
  BodyEnd,
  BodyPart,
  DataProgress,
  Event,
  RequestHead,
  ResponseHead,
  StreamReset,
  Trailers,
  WindowStall,
} from '../event/index.js';
import { beginPartialExchange, contentLengthOf } from './begin-exchange.js';
import type { Exchange, ExchangeStep } from './exchange.js';
import { HalfSeenStreams } from './half-seen-streams.js';
import { WindowStalls } from './window-stalls.js';

type OnStream = RequestHead | ResponseHead | DataProgress | BodyPart | BodyEnd | Trailers;

/** 173 are the most seen (QEMU, two images at 1 s RTT); servers allow 200. Beyond: not followed, counted. */
export const maxOpenExchanges = 4096;

/** Gives a fresh exchange its number and what the next stage adds to it. */
export type BeginExchange<E> = (make: (id: number) => Exchange) => E;

/** HTTP/1.1 ordinals and HTTP/2 stream ids live side by side on an upgraded connection. */
const keyOf = (event: { readonly protocol: string; readonly stream: number }): number =>
  event.protocol === 'http1' ? -event.stream : event.stream;

export class ConnectionExchanges<E extends Exchange> {
  readonly #begin: BeginExchange<E>;
  readonly #makeFromHead: (id: number, head: RequestHead) => Exchange;
  readonly #open = new Map<number, E>();
  readonly #stalls = new WindowStalls();
  readonly #isDark = { toServer: false, toClient: false };
  readonly #halfSeen = new HalfSeenStreams();
  /** Whose request may have ended in a hole: their reply is enough. */
  readonly #doubtful = new Set<number>();
  #droppedCount = 0;

  constructor(begin: BeginExchange<E>, makeFromHead: (id: number, head: RequestHead) => Exchange) {
    this.#begin = begin;
    this.#makeFromHead = makeFromHead;
  }

  get droppedCount(): number {
    return this.#droppedCount;
  }

  feed(event: Event, steps: ExchangeStep<E>[]): void {
    switch (event.kind) {
      case 'opened':
        if (event.isLateJoin) this.#halfSeen.expect();
        break;
      case 'requestHead':
        this.#requestHead(event, steps);
        break;
      case 'responseHead':
        this.#responseHead(event, steps);
        break;
      case 'data':
        this.#data(event, steps);
        break;
      case 'bodyPart':
        this.#bodyPart(event, steps);
        break;
      case 'trailers':
        this.#progressOf(this.#find(event, steps), event.atMs);
        break;
      case 'bodyEnd':
        this.#bodyEnd(event, steps);
        break;
      case 'windowStall':
        this.#windowStall(event);
        break;
      case 'streamReset':
        this.#streamReset(event, steps);
        break;
      case 'wentDark':
        this.#wentDark(event.direction, event.atMs, steps);
        break;
      case 'resumed':
        this.#resumed(event.direction, event.atMs, steps);
        break;
      case 'closed':
        if (event.how === 'capture-end') this.loseAll(event.atMs, steps);
        else this.#endAll(event.atMs, steps);
        break;
      case 'http2Began':
        if (event.how === 'late-join') this.#halfSeen.expect();
        break;
      default:
        break;
    }
  }

  /** The recording ended: what is open stays so. */
  loseAll(atMs: number, steps: ExchangeStep<E>[]): void {
    for (const exchange of this.#open.values()) steps.push({ kind: 'lost', exchange, atMs, reason: 'recording-ended' });
    this.#open.clear();
    this.#doubtful.clear();
  }

  #requestHead(event: RequestHead, steps: ExchangeStep<E>[]): void {
    const key = keyOf(event);
    if (event.protocol === 'http2') this.#halfSeen.noteHead(event.stream);
    if (this.#open.has(key) || this.#open.size >= maxOpenExchanges) {
      this.#droppedCount++;
      return;
    }
    const exchange = this.#begin((id) => this.#makeFromHead(id, event));
    this.#open.set(key, exchange);
    steps.push({ kind: 'started', exchange, atMs: event.atMs });
    if (!event.hasBody) this.#endRequest(key, exchange, event.atMs, steps);
  }

  #responseHead(event: ResponseHead, steps: ExchangeStep<E>[]): void {
    const exchange = this.#find(event, steps);
    if (exchange === null || exchange.responseEndAtMs !== null) return;
    exchange.lastProgressAtMs = event.atMs;
    const isInterim = event.status >= 100 && event.status < 200 && event.status !== 101;
    if (isInterim) return; // the reply is still to come
    const isSwitch = event.status === 101 || (exchange.method === 'CONNECT' && event.status < 300);
    exchange.status = event.status === 0 ? null : event.status; // 0: not readable (late join)
    exchange.responseFirstAtMs = event.firstAtMs;
    exchange.responseHeadAtMs = event.atMs;
    exchange.responseContentLength = contentLengthOf(event.headers);
    steps.push({ kind: 'replied', exchange, atMs: event.atMs });
    if (isSwitch) this.#endRequest(keyOf(event), exchange, event.atMs, steps);
    if (isSwitch || !event.hasBody) this.#endReply(keyOf(event), exchange, event.atMs, steps);
  }

  #data(event: DataProgress, steps: ExchangeStep<E>[]): void {
    const exchange = this.#find(event, steps);
    if (exchange === null) return;
    if (event.direction === 'toClient') exchange.responseBytes += event.byteCount;
    else {
      exchange.requestBytes += event.byteCount;
      if (event.byteCount > 0) exchange.requestFirstDataAtMs ??= event.firstAtMs;
    }
    if (event.byteCount > 0) this.#progressOf(exchange, event.atMs);
  }

  #bodyPart(event: BodyPart, steps: ExchangeStep<E>[]): void {
    const exchange = this.#find(event, steps);
    if (exchange === null) return;
    const { direction, offset, base64, atMs, wireBytes } = event;
    const stands = wireBytes === undefined ? {} : { wireBytes };
    steps.push({ kind: 'bodyPart', exchange, atMs, direction, offset, base64, ...stands });
  }

  #bodyEnd(event: BodyEnd, steps: ExchangeStep<E>[]): void {
    const exchange = this.#find(event, steps);
    if (exchange === null) return;
    if (event.direction === 'toServer') {
      exchange.requestBytes = Math.max(exchange.requestBytes, event.totalBytes);
      this.#endRequest(keyOf(event), exchange, event.atMs, steps);
    } else if (exchange.responseHeadAtMs !== null || exchange.isPartial) {
      exchange.responseBytes = Math.max(exchange.responseBytes, event.totalBytes);
      this.#endReply(keyOf(event), exchange, event.atMs, steps);
    } // else it ends an interim head, not the reply
  }

  #endRequest(key: number, exchange: E, atMs: number, steps: ExchangeStep<E>[]): void {
    if (exchange.requestEndAtMs !== null) return;
    this.#stalls.chargeEndOf(exchange, atMs);
    exchange.requestEndAtMs = atMs;
    exchange.lastProgressAtMs = atMs;
    steps.push({ kind: 'requestEnded', exchange, atMs });
    if (exchange.responseEndAtMs !== null) this.#end(key, exchange, 'answered', atMs, steps);
    else if (this.#isDark.toClient) this.#lose(key, exchange, atMs, steps);
  }

  #endReply(key: number, exchange: E, atMs: number, steps: ExchangeStep<E>[]): void {
    if (exchange.responseEndAtMs !== null || !this.#open.has(key)) return;
    exchange.responseEndAtMs = atMs;
    exchange.lastProgressAtMs = atMs;
    steps.push({ kind: 'replyEnded', exchange, atMs });
    const isRequestOver =
      exchange.requestEndAtMs !== null || exchange.isPartial || this.#isDark.toServer || this.#doubtful.has(key);
    if (isRequestOver) this.#end(key, exchange, 'answered', atMs, steps);
  }

  #streamReset(event: StreamReset, steps: ExchangeStep<E>[]): void {
    const exchange = this.#open.get(event.stream);
    if (exchange === undefined) return; // GOC cancels streams that were answered whole: normal (protocol.md 1.11)
    exchange.reset = { direction: event.direction, errorName: event.errorName, atMs: event.atMs };
    exchange.lastProgressAtMs = event.atMs;
    const state = exchange.responseEndAtMs === null ? 'reset' : 'answered';
    this.#end(event.stream, exchange, state, event.atMs, steps);
  }

  #windowStall(event: WindowStall): void {
    this.#stalls.feed(event, this.#open.values());
    if (event.isStalled) return;
    // A window that opened admits a byte to each exchange that waited for it, unless its other window is still shut.
    for (const exchange of this.#open.values()) {
      const isMeant = exchange.protocol === 'http2' && (event.stream === 0 || event.stream === exchange.stream);
      const isHeldUp =
        event.direction === 'toServer'
          ? exchange.requestEndAtMs === null && this.#stalls.admits(exchange.stream)
          : exchange.responseEndAtMs === null;
      if (isHeldUp && isMeant) this.#progressOf(exchange, event.atMs);
    }
  }

  /** A dark direction ends no body any more: without replies no outcome is known, without requests a reply is enough. */
  #wentDark(direction: 'toServer' | 'toClient', atMs: number, steps: ExchangeStep<E>[]): void {
    this.#isDark[direction] = true;
    for (const [key, exchange] of this.#open) {
      const isReplyOver = exchange.responseEndAtMs !== null;
      if (direction === 'toServer' && isReplyOver) this.#end(key, exchange, 'answered', atMs, steps);
      if (direction === 'toClient' && !isReplyOver && exchange.requestEndAtMs !== null) {
        this.#lose(key, exchange, atMs, steps);
      }
    }
  }

  /** Replies to what is open may lie in the hole, so no outcome of it is known; a request may have ended there. */
  #resumed(direction: 'toServer' | 'toClient', atMs: number, steps: ExchangeStep<E>[]): void {
    this.#isDark[direction] = false;
    for (const [key, exchange] of this.#open) {
      if (direction === 'toServer') this.#doubtful.add(key);
      else this.#lose(key, exchange, atMs, steps);
    }
  }

  #endAll(atMs: number, steps: ExchangeStep<E>[]): void {
    for (const [key, exchange] of this.#open) {
      if (exchange.responseEndAtMs !== null) this.#end(key, exchange, 'answered', atMs, steps);
      else if (this.#isDark.toClient) this.#lose(key, exchange, atMs, steps);
      else this.#end(key, exchange, 'unanswered', atMs, steps);
    }
  }

  #lose(key: number, exchange: E, atMs: number, steps: ExchangeStep<E>[]): void {
    this.#open.delete(key);
    this.#doubtful.delete(key);
    steps.push({ kind: 'lost', exchange, atMs, reason: 'went-dark' });
  }

  #end(key: number, exchange: E, state: Exchange['state'], atMs: number, steps: ExchangeStep<E>[]): void {
    if (exchange.requestEndAtMs === null) this.#stalls.chargeEndOf(exchange, atMs);
    this.#open.delete(key);
    this.#doubtful.delete(key);
    exchange.state = state;
    steps.push({ kind: 'ended', exchange, atMs });
  }

  #progressOf(exchange: E | null, atMs: number): void {
    if (exchange !== null) exchange.lastProgressAtMs = Math.max(exchange.lastProgressAtMs, atMs);
  }

  /** The open exchange of a stream; of a late join also one whose head was not seen. */
  #find(event: Exclude<OnStream, RequestHead>, steps: ExchangeStep<E>[]): E | null {
    const exchange = this.#open.get(keyOf(event));
    if (exchange !== undefined) return exchange;
    if (event.protocol !== 'http2' || !this.#halfSeen.admit(event.stream)) return null;
    const partial = this.#begin((id) => beginPartialExchange(id, event));
    this.#open.set(event.stream, partial);
    steps.push({ kind: 'started', exchange: partial, atMs: event.atMs });
    return partial;
  }
}
