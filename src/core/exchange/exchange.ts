// The words of the exchange stage: one request and its reply, with the time of every edge. In: nothing. Out: types only.
// Knows no PBS and keeps no bodies: captured parts are handed on as they come.
import type { Credential, Protocol } from '../event/index.js';
import type { Direction } from '../wire/index.js';

/**
 * One request and its reply, updated in place by this stage while `state` is `open`. Times are `atMs`; null = not yet, or
 * never. What each field means stands at `Call` in core/pbs, which has all of these.
 */
export interface Exchange {
  /** Number within the trace, from 1, in order of request heads. */
  readonly id: number;
  readonly connection: number;
  readonly protocol: Protocol;
  readonly stream: number;
  /** Empty, like `target`, when the head was not seen (`isPartial`). */
  readonly method: string;
  readonly target: string;
  readonly authority: string | null;
  readonly userAgent: string | null;
  readonly credential: Credential | null;
  readonly upgrade: string | null;
  readonly startedAtMs: number;
  readonly requestHeadAtMs: number;
  requestFirstDataAtMs: number | null;
  requestEndAtMs: number | null;
  responseFirstAtMs: number | null;
  responseHeadAtMs: number | null;
  responseEndAtMs: number | null;
  lastProgressAtMs: number;
  requestBytes: number;
  responseBytes: number;
  readonly requestContentLength: number | null;
  responseContentLength: number | null;
  status: number | null;
  reset: { readonly direction: Direction; readonly errorName: string; readonly atMs: number } | null;
  readonly windowBlockedMs: { connection: number; stream: number };
  readonly isPartial: boolean;
  state: 'open' | 'answered' | 'reset' | 'unanswered';
}

/** What the exchange stage tells the next one, in order of time. `E`: the exchange with what that stage adds to it. */
export type ExchangeStep<E extends Exchange> =
  | { readonly kind: 'started'; readonly exchange: E; readonly atMs: number }
  /** Captured bytes (D1), base64; before the end of their body. */
  | {
      readonly kind: 'bodyPart';
      readonly exchange: E;
      readonly atMs: number;
      readonly direction: Direction;
      readonly offset: number;
      readonly base64: string;
      /** Of the wire; other than the length of what is here where names were replaced. */
      readonly wireBytes?: number;
    }
  | { readonly kind: 'requestEnded'; readonly exchange: E; readonly atMs: number }
  /** Final status; interim ones (1xx but 101) are no replies. */
  | { readonly kind: 'replied'; readonly exchange: E; readonly atMs: number }
  /** The reply is whole; the request may still run (early reply). */
  | { readonly kind: 'replyEnded'; readonly exchange: E; readonly atMs: number }
  /** Answered whole, reset, or the connection is gone: see `state`. */
  | { readonly kind: 'ended'; readonly exchange: E; readonly atMs: number }
  /** Not followed any more, its outcome unknown: the recording ended, or the reply's direction went dark. Stays `open`. */
  | {
      readonly kind: 'lost';
      readonly exchange: E;
      readonly atMs: number;
      readonly reason: 'recording-ended' | 'went-dark';
    };
