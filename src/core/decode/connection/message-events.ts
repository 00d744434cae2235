// In: steps of http1 or http2 of one connection. Out: Events: secrets removed, bodies kept as far as the policy says, progress merged.
import { type Event, encodeBase64, type Protocol } from '../../event/index.js';
import type { Direction } from '../../wire/index.js';
import { BodyCollector, type Part } from '../body/index.js';
import type { CapturePolicy } from '../capture-policy.js';
import { allowFrameHeaders, allowHeaders, readCredential, redactAuthority, redactTarget } from '../secrets/index.js';
import type { BodyStep, Http2FactStep, MessageStep, RequestHeadStep, ResponseHeadStep } from '../step/index.js';
import type { FrameRecord } from './frame-record.js';
import type { Outlet } from './outlet.js';

export interface MessageEventsOptions {
  readonly connection: number;
  readonly protocol: Protocol;
  /** By which the connection became HTTP/2; null in HTTP/1.1 and HTTP/2 from the first byte. */
  readonly upgrade: string | null;
  readonly capture: CapturePolicy;
  readonly outlet: Outlet;
  readonly onFrame: ((frame: FrameRecord) => void) | null;
}

interface OpenExchange {
  readonly method: string;
  readonly target: string;
  isReplied: boolean;
  readonly bodies: Partial<Record<Direction, BodyCollector>>;
}

/** Exchanges whose bodies may still come; the oldest is let go beyond this (it then keeps no body, which shows as unknown). */
const maxOpenExchanges = 10_000;
/** Body bytes that wait for the end of their part, of one connection together. What does not fit is not kept, nor what follows it. */
const maxKeptBodyBytes = 64 * 1024 * 1024;
/** A policy recognises an endpoint by much less; PBS refuses targets over 4096 bytes. */
const maxPolicyTargetCharacters = 8192;

export class MessageEvents {
  /** Time of the bytes that are fed. */
  atMs = 0;
  readonly #options: MessageEventsOptions;
  readonly #exchanges = new Map<number, OpenExchange>();
  #keptBodyBytes = 0;

  constructor(options: MessageEventsOptions) {
    this.#options = options;
  }

  /** Parts of bodies that will not end: the connection is gone. */
  endAll(atMs: number): void {
    this.atMs = atMs;
    for (const stream of [...this.#exchanges.keys()]) this.#abandon(stream);
  }

  take(step: MessageStep | Http2FactStep): void {
    if (step.kind === 'body') return this.#body(step); // most steps are
    const { connection } = this.#options;
    const at = { connection, atMs: this.atMs };
    switch (step.kind) {
      case 'requestHead':
        return this.#requestHead(step);
      case 'responseHead':
        return this.#responseHead(step);
      case 'bodyEnd': {
        this.#endBody(step.stream, step.direction);
        this.#emit({
          kind: 'bodyEnd',
          ...at,
          ...this.#on(step),
          direction: step.direction,
          totalBytes: step.totalBytes,
        });
        this.#forgetExchange(step.stream, step.direction);
        return;
      }
      case 'trailers':
        return this.#emit({
          kind: 'trailers',
          ...at,
          ...this.#on(step),
          direction: step.direction,
          headers: allowHeaders(step.fields),
        });
      case 'problem':
        return this.#emit({ ...step, ...at });
      case 'dark':
        return this.#emit({ kind: 'wentDark', ...at, direction: step.direction, reason: step.reason });
      case 'resumed':
        return this.#emit({ kind: 'resumed', ...at, direction: step.direction });
      case 'frame': {
        this.#options.onFrame?.({
          ...at,
          direction: step.direction,
          firstAtMs: step.firstAtMs,
          type: step.type,
          stream: step.stream,
          flags: step.flags,
          lengthBytes: step.lengthBytes,
          headers: step.fields === null ? [] : allowFrameHeaders(step.fields),
          detail: step.detail,
        });
        return;
      }
      case 'streamReset':
        this.#abandon(step.stream);
        return this.#emit({ ...step, ...at });
      default:
        return this.#emit({ ...step, ...at });
    }
  }

  #on(step: { readonly stream: number }): { protocol: Protocol; stream: number } {
    return { protocol: this.#options.protocol, stream: step.stream };
  }

  #emit(event: Event): void {
    this.#options.outlet.emit(event);
  }

  #requestHead(step: RequestHeadStep): void {
    const { connection, protocol, upgrade, capture } = this.#options;
    const context = {
      protocol,
      direction: 'toServer' as const,
      method: step.method,
      target: step.target.slice(0, maxPolicyTargetCharacters),
      upgrade,
      status: null,
    };
    const bodies = step.hasBody ? { toServer: new BodyCollector(capture(context)) } : {};
    this.#exchanges.set(step.stream, { method: step.method, target: context.target, isReplied: false, bodies });
    if (this.#exchanges.size > maxOpenExchanges) this.#abandon(this.#exchanges.keys().next().value ?? 0);
    this.#emit({
      kind: 'requestHead',
      connection,
      atMs: this.atMs,
      protocol,
      stream: step.stream,
      firstAtMs: step.firstAtMs,
      method: step.method,
      target: redactTarget(step.target),
      authority: step.authority === null ? null : redactAuthority(step.authority),
      headers: allowHeaders(step.fields),
      credential: readCredential(step.fields),
      upgrade: step.upgrade,
      headBytes: step.headBytes,
      hasBody: step.hasBody,
    });
  }

  #responseHead(step: ResponseHeadStep): void {
    const { connection, protocol, upgrade, capture } = this.#options;
    const isInterim = step.status >= 100 && step.status < 200 && step.status !== 101;
    const exchange = this.#exchanges.get(step.stream) ?? { method: '', target: '', isReplied: false, bodies: {} };
    if (step.hasBody && !isInterim) {
      const context = {
        protocol,
        direction: 'toClient' as const,
        method: exchange.method,
        target: exchange.target,
        upgrade,
        status: step.status,
      };
      exchange.bodies.toClient = new BodyCollector(capture(context));
      this.#exchanges.set(step.stream, exchange);
    }
    this.#emit({
      kind: 'responseHead',
      connection,
      atMs: this.atMs,
      protocol,
      stream: step.stream,
      firstAtMs: step.firstAtMs,
      status: step.status,
      headers: allowHeaders(step.fields),
      headBytes: step.headBytes,
      hasBody: step.hasBody,
    });
  }

  /** Cut where a kept part is complete, so that its Event stands at the same place however the bytes came. */
  #body(step: BodyStep): void {
    const collector = this.#exchanges.get(step.stream)?.bodies[step.direction];
    const { connection, protocol } = this.#options;
    let left = step.byteCount;
    let at = 0;
    while (left > 0) {
      const room = maxKeptBodyBytes - this.#keptBodyBytes;
      const taken = Math.min(left, collector?.bytesToBorder ?? left, room > 0 ? room : left);
      left -= taken;
      const behind = (windowBytes: number | null): number | null => (windowBytes === null ? null : windowBytes + left);
      this.#options.outlet.addData({
        kind: 'data',
        connection,
        atMs: this.atMs,
        protocol,
        stream: step.stream,
        direction: step.direction,
        byteCount: taken,
        firstAtMs: step.firstAtMs,
        connectionWindowBytes: behind(step.connectionWindowBytes),
        streamWindowBytes: behind(step.streamWindowBytes),
      });
      if (collector !== undefined && !collector.isOver) {
        const isAll = step.bytes === null || taken === step.byteCount;
        const bytes = isAll ? step.bytes : (step.bytes?.subarray(at, at + taken) ?? null);
        this.#keep(step.stream, step.direction, collector, bytes);
      }
      at += taken;
    }
  }

  #keep(stream: number, direction: Direction, collector: BodyCollector, bytes: Uint8Array | null): void {
    const isRefused = this.#keptBodyBytes >= maxKeptBodyBytes;
    const before = collector.keptBytes;
    const part = collector.feed(isRefused ? null : bytes);
    this.#keptBodyBytes += collector.keptBytes - before;
    this.#emitPart(stream, direction, part);
  }

  #endBody(stream: number, direction: Direction): void {
    const collector = this.#exchanges.get(stream)?.bodies[direction];
    if (collector === undefined) return;
    this.#keptBodyBytes -= collector.keptBytes;
    this.#emitPart(stream, direction, collector.end());
  }

  /** An exchange is over when it was answered and its request is complete: answers can come early. */
  #forgetExchange(stream: number, ended: Direction): void {
    const exchange = this.#exchanges.get(stream);
    if (exchange === undefined) return;
    delete exchange.bodies[ended];
    if (ended === 'toClient') exchange.isReplied = true;
    if (exchange.isReplied && exchange.bodies.toServer === undefined) this.#exchanges.delete(stream);
  }

  #emitPart(stream: number, direction: Direction, part: Part | null): void {
    if (part === null) return;
    const { connection, protocol } = this.#options;
    this.#emit({
      kind: 'bodyPart',
      connection,
      atMs: this.atMs,
      protocol,
      stream,
      direction,
      offset: part.offset,
      base64: encodeBase64(part.bytes),
    });
  }

  #abandon(stream: number): void {
    for (const direction of ['toServer', 'toClient'] as const) this.#endBody(stream, direction);
    this.#exchanges.delete(stream);
  }
}
