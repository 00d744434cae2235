// In: the bytes of both directions of a connection that speaks HTTP/1.1. Out: steps: heads, body bytes counted, ends.
// Answers are paired with requests by order, which decides how long they are. It stops where HTTP/1.1 stops (101, CONNECT)
// and does not know what comes then. RFC 9112; RFC 9110 7.8 (Upgrade), 9.3.6 (CONNECT).

import type { Direction } from '../../wire/index.js';
import { formatBytes } from '../bytes/index.js';
import type { FrameStep, MessageStep } from '../step/index.js';
import { type BodyFraming, frameRequestBody, frameResponseBody } from './body-framing.js';
import { BodyReader } from './body-reader.js';
import { decodeRequestHead, decodeResponseHead, findField } from './head.js';
import { HeadCollector, type HeadFault, maxHeadBytes } from './head-collector.js';

export interface Http1Options {
  readonly emit: (step: MessageStep) => void;
  readonly wantsFrames: boolean;
}

/** What the connection speaks now; `upgraded` and `tunnel` are final, the bytes behind them are not HTTP/1.1. */
export type Http1Phase =
  | { readonly kind: 'messages' }
  | { readonly kind: 'upgraded'; readonly upgrade: string }
  | { readonly kind: 'tunnel' };

interface OpenRequest {
  readonly stream: number;
  readonly method: string;
  readonly upgrade: string | null;
}

type Http1ProblemCode = 'http1/unexpected-reply' | 'http1/bad-head' | 'http1/head-too-large' | 'http1/bad-chunk';

interface Half {
  readonly direction: Direction;
  readonly head: HeadCollector;
  body: BodyReader | null;
  isDark: boolean;
}

/** Pipelining clients keep a handful of requests open; without a bound an unanswered flood would fill memory. */
const maxOpenRequests = 1000;

export class Http1Decoder {
  readonly #options: Http1Options;
  readonly #toServer: Half = { direction: 'toServer', head: new HeadCollector('head'), body: null, isDark: false };
  readonly #toClient: Half = { direction: 'toClient', head: new HeadCollector('head'), body: null, isDark: false };
  readonly #open: OpenRequest[] = [];
  #requestCount = 0;
  #phase: Http1Phase = { kind: 'messages' };

  constructor(options: Http1Options) {
    this.#options = options;
  }

  get phase(): Http1Phase {
    return this.#phase;
  }

  /** Behind a request that asks for an upgrade or a tunnel, what the client's bytes are depends on the answer. */
  get isHolding(): boolean {
    const last = this.#open[this.#open.length - 1];
    return last !== undefined && (last.upgrade !== null || last.method === 'CONNECT') && this.#toServer.body === null;
  }

  /** How many bytes were taken: fewer than given where the phase changed or the client is (or was) held. */
  feed(direction: Direction, bytes: Uint8Array, atMs: number): number {
    const half = direction === 'toServer' ? this.#toServer : this.#toClient;
    const wasHolding = this.isHolding;
    let at = 0;
    while (at < bytes.length && !half.isDark && this.#phase.kind === 'messages') {
      if (direction === 'toServer' ? this.isHolding : wasHolding && !this.isHolding) return at;
      if (half.body === null) {
        at = this.#feedHead(half, bytes, at, atMs);
      } else {
        at = half.body.feed(bytes, at, atMs);
        if (half.body?.isDone) half.body = null;
      }
    }
    return half.isDark ? bytes.length : at;
  }

  /** Missing bytes; false if decoding cannot go on behind them. */
  skip(direction: Direction, byteCount: number, atMs: number): boolean {
    const half = direction === 'toServer' ? this.#toServer : this.#toClient;
    const didFit = half.body?.skip(byteCount, atMs) ?? false;
    if (half.body?.isDone) half.body = null;
    return didFit;
  }

  /** The sender of this direction ended it. */
  end(direction: Direction): void {
    const half = direction === 'toServer' ? this.#toServer : this.#toClient;
    half.body?.end();
    half.body = null;
  }

  /** Somebody else gave the direction up: answers to requests we cannot see are then no surprise. */
  darken(direction: Direction): void {
    (direction === 'toServer' ? this.#toServer : this.#toClient).isDark = true;
  }

  #feedHead(half: Half, bytes: Uint8Array, from: number, atMs: number): number {
    const end = half.head.feed(bytes, from, atMs);
    if (typeof end === 'string') {
      this.#reportFault(half, end);
      return bytes.length;
    }
    if (end < 0) return bytes.length;
    if (half === this.#toServer) this.#readRequest(half);
    else this.#readResponse(half);
    half.head.clear();
    return end;
  }

  #reportFault(half: Half, fault: HeadFault): void {
    if (fault === 'too-large') this.#fail(half, 'http1/head-too-large', `head of more than ${maxHeadBytes} bytes`);
    else
      this.#fail(
        half,
        'http1/bad-head',
        `not text: byte ${formatBytes(half.head.view().subarray(-1))} in the first line`,
      );
  }

  #readRequest(half: Half): void {
    const head = decodeRequestHead(half.head.view());
    if (head.kind === 'bad') {
      this.#fail(half, 'http1/bad-head', head.detail);
      return;
    }
    const framing = frameRequestBody(head.fields);
    if (framing.kind === 'bad') {
      this.#fail(half, 'http1/bad-head', framing.detail);
      return;
    }
    if (this.#open.length >= maxOpenRequests) {
      this.#fail(half, 'http1/bad-head', `more than ${maxOpenRequests} requests unanswered`);
      return;
    }
    this.#requestCount += 1;
    const stream = this.#requestCount;
    const upgrade = findField(head.fields, 'upgrade');
    this.#open.push({ stream, method: head.method, upgrade });
    this.#options.emit({
      kind: 'requestHead',
      stream,
      firstAtMs: half.head.firstAtMs,
      method: head.method,
      target: head.target,
      authority: findField(head.fields, 'host'),
      upgrade,
      fields: head.fields,
      headBytes: half.head.view().length,
      hasBody: hasBody(framing),
    });
    this.#showFrame(half, stream, `${head.method} `, head.target, head.fields);
    this.#beginBody(half, stream, framing);
  }

  #readResponse(half: Half): void {
    const head = decodeResponseHead(half.head.view());
    if (head.kind === 'bad') {
      this.#fail(half, 'http1/bad-head', head.detail);
      return;
    }
    const request = this.#open[0] ?? this.#inventRequest(head.status);
    const isInterim = head.status < 200 && head.status !== 101;
    if (!isInterim) this.#open.shift();
    const opensTunnel = request.method === 'CONNECT' && head.status >= 200 && head.status < 300;
    const framing = opensTunnel
      ? ({ kind: 'none' } as const)
      : frameResponseBody(head.status, request.method, head.fields);
    if (framing.kind === 'bad') {
      this.#fail(half, 'http1/bad-head', framing.detail);
      return;
    }
    this.#options.emit({
      kind: 'responseHead',
      stream: request.stream,
      firstAtMs: half.head.firstAtMs,
      status: head.status,
      fields: head.fields,
      headBytes: half.head.view().length,
      hasBody: isInterim || hasBody(framing),
    });
    this.#showFrame(half, request.stream, `${head.status}`, null, head.fields);
    if (isInterim) return;
    this.#beginBody(half, request.stream, framing);
    if (opensTunnel) this.#phase = { kind: 'tunnel' };
    else if (head.status === 101) this.#switchProtocol(half, request, findField(head.fields, 'upgrade'));
  }

  #switchProtocol(half: Half, request: OpenRequest, answered: string | null): void {
    if (request.upgrade === null) {
      this.#fail(half, 'http1/unexpected-reply', '101 to a request without Upgrade');
      return;
    }
    this.#phase = { kind: 'upgraded', upgrade: answered ?? request.upgrade };
  }

  /** An answer that nobody asked for takes an ordinal of its own, so that it collides with no request. */
  #inventRequest(status: number): OpenRequest {
    this.#requestCount += 1;
    if (!this.#toServer.isDark) this.#report(this.#toClient, 'http1/unexpected-reply', `${status} without a request`);
    const invented: OpenRequest = { stream: this.#requestCount, method: 'GET', upgrade: null };
    if (status < 200 && status !== 101) this.#open.push(invented);
    return invented;
  }

  #beginBody(half: Half, stream: number, framing: Exclude<BodyFraming, { kind: 'bad' }>): void {
    const { direction } = half;
    const { emit } = this.#options;
    if (!hasBody(framing)) {
      emit({ kind: 'bodyEnd', direction, stream, totalBytes: 0 });
      return;
    }
    if (framing.kind === 'none') return;
    half.body = new BodyReader(framing, {
      passed: (bytes, byteCount, firstAtMs) => {
        const windows = { connectionWindowBytes: null, streamWindowBytes: null };
        emit({ kind: 'body', direction, stream, firstAtMs, byteCount, bytes, ...windows });
      },
      ended: (totalBytes, fields) => {
        if (fields.length > 0) emit({ kind: 'trailers', direction, stream, fields });
        emit({ kind: 'bodyEnd', direction, stream, totalBytes });
      },
      failed: (detail) => this.#fail(half, 'http1/bad-chunk', detail, stream),
    });
  }

  #showFrame(half: Half, stream: number, detail: string, target: string | null, fields: FrameStep['fields']): void {
    if (!this.#options.wantsFrames) return;
    const { direction } = half;
    const lengthBytes = half.head.view().length;
    const shown: FrameStep = {
      kind: 'frame',
      direction,
      firstAtMs: half.head.firstAtMs,
      type: 'HTTP1',
      stream,
      flags: 0,
      lengthBytes,
      fields,
      detail,
    };
    this.#options.emit(target === null ? shown : { ...shown, fields: [[':path', target], ...(fields ?? [])] });
  }

  #report(half: Half, code: Http1ProblemCode, detail: string, stream: number | null = null): void {
    this.#options.emit({ kind: 'problem', code, direction: half.direction, stream, detail });
  }

  /** HTTP/1.1 cannot be found again behind a broken message. */
  #fail(half: Half, code: Http1ProblemCode, detail: string, stream: number | null = null): void {
    half.isDark = true;
    half.head.clear();
    this.#report(half, code, detail, stream);
    this.#options.emit({ kind: 'dark', direction: half.direction, reason: detail });
  }
}

const hasBody = (framing: BodyFraming): boolean =>
  framing.kind !== 'none' && !(framing.kind === 'sized' && framing.byteCount === 0);
