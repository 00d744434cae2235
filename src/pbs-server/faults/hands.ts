// What an action of a fault can do to a call and to its connection. In: nothing. Out: types only; the transport fills them in.
// Actions know no sockets: they are told apart from the wire here, so that a test can be the wire.

/** `request`: its head has come, its body is unread. `reply`: the answer is ready, nothing of it has left. */
export type Moment = 'request' | 'reply' | 'afterReply';

/** `rest`: HTTP API outside a session, login included. `upgrade`: openBackup and openReader. `session`: calls behind the 101. */
export type Place = 'rest' | 'upgrade' | 'session';

export type CloseHow = 'fin' | 'close-notify' | 'reset';

/** When an end that was asked for comes, counted from the moment that asks. */
export type CloseTrigger =
  | { readonly kind: 'now' }
  | { readonly kind: 'time'; readonly afterMs: number }
  | { readonly kind: 'silence'; readonly afterMs: number }
  | { readonly kind: 'bytes'; readonly afterBytes: number; readonly direction: 'toServer' | 'toClient' | 'both' };

/** `connection`: updates of stream 0. `call`: of this call's stream. `all`: every update. */
export type WindowScope = 'connection' | 'call' | 'all';

export interface SettingsChange {
  readonly initialWindowBytes?: number;
  readonly connectionWindowBytes?: number;
  readonly maxFrameBytes?: number;
  readonly maxStreams?: number;
  readonly maxHeaderListBytes?: number;
}

export interface ConnectionHands {
  close(how: CloseHow, trigger: CloseTrigger): void;
  /** Bytes that no HTTP stack wrote, between two frames. */
  send(bytes: Uint8Array): void;
  stopReading(durationMs: number): void;
  stopWriting(durationMs: number): void;
  throttle(direction: 'toServer' | 'toClient', bytesPerSec: number): void;
  goaway(code: number, text: string): void;
  holdWindow(scope: Exclude<WindowScope, 'call'> | { readonly stream: number }, durationMs: number): void;
  changeSettings(change: SettingsChange): void;
}

export interface CallHands {
  /** 0 to 1, out of the file's seed: the same call draws the same numbers in every run. */
  readonly random: () => number;
  /** Ends early when the connection does. */
  readonly pause: (durationMs: number) => Promise<void>;
  /** Null outside HTTP/2. */
  readonly stream: { readonly id: number; reset(code: number): void } | null;
  readonly connection: ConnectionHands;
}

/** An answer that stands in for the server's own. */
export interface Substitute {
  /** `early`: before the request is read; `request`: it is read and not carried out; `result`: it is carried out. */
  readonly instead: 'early' | 'request' | 'result';
  readonly status: number;
  readonly text: string;
  readonly contentType: string | null;
  /** Of an early one: how much of the request is read before it. */
  readonly afterBytes: number;
  /** Of an early one: the RST_STREAM behind it; null = as this release does. */
  readonly code: number | null;
}

/** What becomes of the reply. */
export interface ReplyPlan {
  readonly substitute: Substitute | null;
  readonly droppedHeaders: readonly string[];
  readonly setHeaders: readonly (readonly [name: string, value: string])[];
  /** So many bytes of the body, then a pause, and so on. */
  readonly pace: { readonly bytes: number; readonly everyMs: number } | null;
  readonly cut: { readonly atByte: number; readonly end: 'end-stream' | 'reset'; readonly code: number } | null;
  /** Bytes of the body that are XORed with the mask. */
  readonly damage: { readonly atByte: number; readonly mask: Uint8Array } | null;
}

export const plainReply: ReplyPlan = {
  substitute: null,
  droppedHeaders: [],
  setHeaders: [],
  pace: null,
  cut: null,
  damage: null,
};
