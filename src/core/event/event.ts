// The words that a trace speaks: one protocol fact each, JSON-safe, discriminated by `kind`, without payload of DATA.
// Order in a trace: by `atMs`. `atMs` is the time of the last byte of a thing, `firstAtMs` of its first (D3).
import type { Direction, SourceProblemCode, WireFact } from '../wire/index.js';

export type Protocol = 'http1' | 'http2';

/** Lower-case name and value, in wire order, allow-listed: a secret is never among them (D15). */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** What a request proved itself with, without the proof. */
export interface Credential {
  readonly scheme: 'token' | 'ticket' | 'basic' | 'other';
  /** `user@realm` or `user@realm!token`; null where it was not readable. */
  readonly authId: string | null;
}

interface OnConnection {
  readonly connection: number;
  readonly atMs: number;
}

/** `stream`: HTTP/2 stream id; in HTTP/1.1 the ordinal of the request on its connection, from 1. */
interface OnStream extends OnConnection {
  readonly protocol: Protocol;
  readonly stream: number;
}

export interface RequestHead extends OnStream {
  readonly kind: 'requestHead';
  readonly firstAtMs: number;
  readonly method: string;
  /** Path and query as sent, secrets in the query replaced by `***`. */
  readonly target: string;
  /** `:authority` or `host`; null when absent. */
  readonly authority: string | null;
  readonly headers: HeaderList;
  readonly credential: Credential | null;
  /** Value of `Upgrade`, null when absent. */
  readonly upgrade: string | null;
  /** Bytes of the head on the wire (HTTP/2: frames with their headers). */
  readonly headBytes: number;
  /** False when the head ends the request (END_STREAM, no body announced). */
  readonly hasBody: boolean;
}

export interface ResponseHead extends OnStream {
  readonly kind: 'responseHead';
  readonly firstAtMs: number;
  readonly status: number;
  readonly headers: HeaderList;
  readonly headBytes: number;
  readonly hasBody: boolean;
}

/** Body bytes of one stream and direction, merged over a few ms; padding not counted. */
export interface DataProgress extends OnStream {
  readonly kind: 'data';
  readonly direction: Direction;
  readonly byteCount: number;
  readonly firstAtMs: number;
  /** Sender's flow-control windows after this, null where unknown (HTTP/1.1, late join). May be negative. */
  readonly connectionWindowBytes: number | null;
  readonly streamWindowBytes: number | null;
}

/** Captured body bytes (D1); parts of one body come in order without overlap. Base64 (RFC 4648 4). */
export interface BodyPart extends OnStream {
  readonly kind: 'bodyPart';
  readonly direction: Direction;
  readonly offset: number;
  readonly base64: string;
  /** How many bytes of the wire these stand for, where names were replaced; absent: as many as they are. */
  readonly wireBytes?: number;
}

/** END_STREAM, or the end of an HTTP/1.1 body. Also sent right after a head with hasBody false. */
export interface BodyEnd extends OnStream {
  readonly kind: 'bodyEnd';
  readonly direction: Direction;
  readonly totalBytes: number;
}

export interface Trailers extends OnStream {
  readonly kind: 'trailers';
  readonly direction: Direction;
  readonly headers: HeaderList;
}

/** The connection speaks HTTP/2 from here on: after a 101, or from the first byte. */
export interface Http2Began extends OnConnection {
  readonly kind: 'http2Began';
  readonly how: 'upgrade' | 'prior-knowledge' | 'alpn' | 'late-join';
  /** The 101's `Upgrade` value. */
  readonly upgrade: string | null;
}

/** The client's 24-byte connection preface (RFC 9113 3.4). */
export interface Preface extends OnConnection {
  readonly kind: 'preface';
}

/** SETTINGS of the sender of `direction`; names as in RFC 9113 6.5.2, unknown ones `0x…`. */
export interface Settings extends OnConnection {
  readonly kind: 'settings';
  readonly direction: Direction;
  readonly settings: Readonly<Record<string, number>>;
}

export interface SettingsAck extends OnConnection {
  readonly kind: 'settingsAck';
  readonly direction: Direction;
}

/** WINDOW_UPDATE frame; `direction` is the frame's own, so it opens the window of the other direction. */
export interface WindowUpdate extends OnConnection {
  readonly kind: 'windowUpdate';
  readonly direction: Direction;
  readonly stream: number;
  readonly incrementBytes: number;
}

/**
 * A window ran out (true) or opened again (false). `direction` is that of the DATA that waits; `stream` 0 = connection window.
 * Ran out: the sender has an open stream with an unfinished body and the window is 0 or less.
 */
export interface WindowStall extends OnConnection {
  readonly kind: 'windowStall';
  readonly direction: Direction;
  readonly stream: number;
  readonly isStalled: boolean;
  readonly windowBytes: number;
}

export interface StreamReset extends OnConnection {
  readonly kind: 'streamReset';
  readonly direction: Direction;
  readonly stream: number;
  /** Number and name of RFC 9113 7 (`CANCEL`), unknown ones `0x…`. */
  readonly errorCode: number;
  readonly errorName: string;
}

export interface GoAway extends OnConnection {
  readonly kind: 'goAway';
  readonly direction: Direction;
  readonly lastStream: number;
  readonly errorCode: number;
  readonly errorName: string;
}

export interface Ping extends OnConnection {
  readonly kind: 'ping';
  readonly direction: Direction;
  readonly isAck: boolean;
}

/** PRIORITY, PUSH_PROMISE and frames of unknown type: seen, counted, not interpreted. */
export interface OtherFrame extends OnConnection {
  readonly kind: 'otherFrame';
  readonly direction: Direction;
  readonly stream: number;
  readonly frameType: number;
  readonly byteCount: number;
}

/** Application bytes of the connection so far, both directions; about ten times a second while bytes flow, and before `closed`. */
export interface Traffic extends OnConnection {
  readonly kind: 'traffic';
  readonly toServerBytes: number;
  readonly toClientBytes: number;
}

/** After an unrecoverable problem this direction is only counted (Law 4). */
export interface WentDark extends OnConnection {
  readonly kind: 'wentDark';
  readonly direction: Direction;
  readonly reason: string;
}

/** Behind a hole a dark direction is read again. What began before it may have ended in the hole. */
export interface Resumed extends OnConnection {
  readonly kind: 'resumed';
  readonly direction: Direction;
}

/** A problem that decode saw, or was told of by a `missing`. */
export interface DecodeProblem extends OnConnection {
  readonly kind: 'problem';
  readonly code: ProblemCode;
  readonly direction: Direction | null;
  readonly stream: number | null;
  readonly detail: string;
}

export type DecodeProblemCode =
  | 'http1/bad-head'
  | 'http1/head-too-large'
  | 'http1/bad-chunk'
  | 'http1/unexpected-reply'
  | 'http2/bad-preface'
  | 'http2/not-http2'
  | 'http2/frame-too-large'
  | 'http2/bad-frame'
  | 'http2/bad-settings'
  | 'http2/bad-stream'
  | 'http2/bad-continuation'
  | 'http2/head-too-large'
  | 'http2/window-overrun'
  | 'http2/too-many-streams'
  | 'hpack/bad-index'
  | 'hpack/bad-integer'
  | 'hpack/bad-huffman'
  | 'hpack/bad-string'
  | 'hpack/bad-table-size'
  | 'hpack/list-too-large'
  | 'hpack/late-join'
  | 'decode/internal';

/** The source stopped: no Event follows. Sessions that still run are `cut` from here on, `open` before (D8). */
export interface SourceEnded {
  readonly kind: 'sourceEnded';
  readonly connection: 0;
  readonly atMs: number;
  readonly reason: 'capture-end' | 'stopped';
}

/** Events that were not kept or not made, for a stated reason: every drop is counted and shown. */
export interface Dropped extends OnConnection {
  readonly kind: 'dropped';
  readonly eventCount: number;
  readonly reason: string;
}

export type Event =
  | WireFact
  | RequestHead
  | ResponseHead
  | DataProgress
  | BodyPart
  | BodyEnd
  | Trailers
  | Http2Began
  | Preface
  | Settings
  | SettingsAck
  | WindowUpdate
  | WindowStall
  | StreamReset
  | GoAway
  | Ping
  | OtherFrame
  | Traffic
  | WentDark
  | Resumed
  | DecodeProblem
  | SourceEnded
  | Dropped;

export type ProblemCode = DecodeProblemCode | SourceProblemCode;
