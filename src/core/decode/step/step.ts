// The words that http1 and http2 speak to connection: what one message did, raw. In: nothing. Out: types only.
// Steps may hold secrets (all header fields, whole targets) and borrowed bytes: they never leave decode.
import type {
  DecodeProblemCode,
  GoAway,
  OtherFrame,
  Ping,
  Preface,
  Settings,
  SettingsAck,
  StreamReset,
  WindowStall,
  WindowUpdate,
} from '../../event/index.js';
import type { Direction } from '../../wire/index.js';

/** Lower-case name and value, as on the wire. */
export type Fields = readonly (readonly [name: string, value: string])[];

export interface RequestHeadStep {
  readonly kind: 'requestHead';
  readonly stream: number;
  readonly firstAtMs: number;
  readonly method: string;
  readonly target: string;
  readonly authority: string | null;
  readonly upgrade: string | null;
  readonly fields: Fields;
  readonly headBytes: number;
  readonly hasBody: boolean;
}

export interface ResponseHeadStep {
  readonly kind: 'responseHead';
  readonly stream: number;
  readonly firstAtMs: number;
  /** 0 where it cannot be known (late join). */
  readonly status: number;
  readonly fields: Fields;
  readonly headBytes: number;
  readonly hasBody: boolean;
}

/** Body bytes that passed. `bytes` is borrowed, null for bytes that the source knows to be missing. */
export interface BodyStep {
  readonly kind: 'body';
  readonly direction: Direction;
  readonly stream: number;
  readonly firstAtMs: number;
  readonly byteCount: number;
  readonly bytes: Uint8Array | null;
  /** Windows behind the last of these bytes; each byte of the body takes one from both. */
  readonly connectionWindowBytes: number | null;
  readonly streamWindowBytes: number | null;
}

interface BodyEndStep {
  readonly kind: 'bodyEnd';
  readonly direction: Direction;
  readonly stream: number;
  readonly totalBytes: number;
}

interface TrailersStep {
  readonly kind: 'trailers';
  readonly direction: Direction;
  readonly stream: number;
  readonly fields: Fields;
}

export interface ProblemStep {
  readonly kind: 'problem';
  readonly code: DecodeProblemCode;
  readonly direction: Direction;
  readonly stream: number | null;
  readonly detail: string;
}

/** The decoder gives this direction up. */
interface DarkStep {
  readonly kind: 'dark';
  readonly direction: Direction;
  readonly reason: string;
}

/** A direction that was dark is read again. */
interface ResumedStep {
  readonly kind: 'resumed';
  readonly direction: Direction;
}

/** One frame of HTTP/2 or one head of HTTP/1.1, for whoever asked to see each (D2). */
export interface FrameStep {
  readonly kind: 'frame';
  readonly direction: Direction;
  readonly firstAtMs: number;
  readonly type: string;
  readonly stream: number;
  readonly flags: number;
  /** Payload of a frame, whole head of HTTP/1.1. */
  readonly lengthBytes: number;
  readonly fields: Fields | null;
  readonly detail: string;
}

type WithoutPlace<E> = E extends unknown ? Omit<E, 'connection' | 'atMs'> : never;

/** Facts of HTTP/2 that are Events but for the connection and the time, which http2 need not know. */
export type Http2FactStep = WithoutPlace<
  Preface | Settings | SettingsAck | WindowUpdate | WindowStall | StreamReset | GoAway | Ping | OtherFrame
>;

export type MessageStep =
  | RequestHeadStep
  | ResponseHeadStep
  | BodyStep
  | BodyEndStep
  | TrailersStep
  | ProblemStep
  | DarkStep
  | ResumedStep
  | FrameStep;
