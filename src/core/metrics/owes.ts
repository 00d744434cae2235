// Who has to move for a call that does not: exactly one of six. In: the call, and how its connection stands. Out: a word and
// the bytes in question. The sentence is made by core/report. diagnosis.md 2 (stuck-call), product.md 4.
import type { Call } from '../pbs/index.js';
import type { Direction } from '../wire/index.js';

export type Owed =
  /** It has the whole request, and has not given its whole reply. */
  | 'serverReply'
  | 'clientBytes'
  | 'serverWindow'
  /** Our socket to the server takes no more. */
  | 'serverLine'
  /** Our socket to the client takes no more, or the client gives no window. */
  | 'clientLine'
  /** Nobody: an end is gone. */
  | 'vanished';

export interface CallWindows {
  readonly connectionBytes: number | null;
  readonly streamBytes: number | null;
}

export interface OwedFacts {
  readonly windows: Readonly<Record<Direction, CallWindows>>;
  readonly isLineFull: Readonly<Record<Direction, boolean>>;
  readonly isVanished: boolean;
}

/** Request bytes that were announced: by content-length, else by the `encoded-size` parameter. */
export function announcedBytes(call: Call): number | null {
  return call.requestContentLength ?? call.parameters.encodedSizeBytes ?? null;
}

export function whoOwes(call: Call, facts: OwedFacts): Owed {
  if (facts.isVanished) return 'vanished';
  // Also with the whole request in our hands: what we hold has not reached the server.
  if (facts.isLineFull.toServer) return 'serverLine';
  if (call.requestEndAtMs === null) return isShut(facts.windows.toServer) ? 'serverWindow' : 'clientBytes';
  const isReplying = call.responseHeadAtMs !== null;
  const isHeldUp = facts.isLineFull.toClient || (isReplying && isShut(facts.windows.toClient));
  return isHeldUp ? 'clientLine' : 'serverReply';
}

/** Bytes of the body that is under way which are still to come; null when nobody said how many. */
export function owedBytes(call: Call): number | null {
  const [announced, seen] =
    call.requestEndAtMs === null
      ? [announcedBytes(call), call.requestBytes]
      : [call.responseContentLength, call.responseBytes];
  return announced === null ? null : Math.max(0, announced - seen);
}

function isShut({ connectionBytes, streamBytes }: CallWindows): boolean {
  return (connectionBytes !== null && connectionBytes <= 0) || (streamBytes !== null && streamBytes <= 0);
}
