// The seam between a session's calls and the HTTP/2 that carries them. In: nothing. Out: types only.
// A side of the API is a table from endpoint to handler; the transport knows no PBS, the handlers know no streams.
import type { EndpointName, SessionSide } from '../../core/pbs/index.js';
import type { Outcome } from '../refusal.js';
import type { Answer } from './answer.js';
import type { Values } from './parameters.js';

/**
 * The request's body, whole. `too-large` as soon as it passes the limit, before its end has come; a refusal when the
 * stream broke off.
 */
export type ReadBody = (limitBytes: number) => Promise<Outcome<Uint8Array | 'too-large'>>;

/** A body that was read to its end. */
export interface MeasuredBody {
  readonly lengthBytes: number;
  /** Empty when the body passed the limit. */
  readonly bytes: Uint8Array;
}

export interface SessionCall {
  readonly values: Values;
  readonly readBody: ReadBody;
  /** To its end, also where it is longer than the limit: for texts that say how long it was. */
  readonly measureBody: (limitBytes: number) => Promise<Outcome<MeasuredBody>>;
  /** Takes the body and throws it away; gives its length. */
  readonly discardBody: () => Promise<Outcome<number>>;
}

export type SessionHandler = (call: SessionCall) => Promise<Outcome<Answer>>;

export interface SessionApi {
  readonly side: SessionSide;
  readonly handlers: Partial<Readonly<Record<EndpointName, SessionHandler>>>;
  readonly log: (line: string) => void;
  readonly debug: (line: string) => void;
}
