// What a session waits for at one moment. In: plain facts of its connection. Out: the first cause of diagnosis.md 1 that holds.
// Pure; keeps nothing.
import type { Call, Operation } from '../../pbs/index.js';
import type { Cause } from './cause.js';

export interface Situation {
  /** `server`: a reply is awaited; its first round-trip time is charged to `roundTrip`. */
  readonly cause: Cause;
  readonly operation: Operation | null;
  /** When the request of the awaited reply was whole. */
  readonly awaitedSinceMs: number;
  /** When a reply that the client waited for passed here; on the rest of its way it counts as `roundTrip` too. */
  readonly repliedAtMs: number;
  /** Whether the client waits at all shows only at its next step. */
  readonly isOpenQuestion: boolean;
}

export interface Facts {
  readonly isConnecting: boolean;
  readonly isLoggingIn: boolean;
  readonly isUpgrading: boolean;
  readonly isServerLineFull: boolean;
  readonly isClientLineFull: boolean;
  readonly isConnectionWindowShut: boolean;
  readonly isStreamWindowShut: boolean;
  readonly isStreamLimitReached: boolean;
  readonly isRequestUnderWay: boolean;
  readonly isReplyUnderWay: boolean;
  readonly isAppendHoldingUp: boolean;
  /** The reply without which the client does not go on. */
  readonly needed: Call | null;
  /** The oldest reply that is owed at all. */
  readonly owed: Call | null;
  readonly repliedAtMs: number;
  readonly isReader: boolean;
  readonly isTwinAtWork: boolean;
  readonly isOver: boolean;
}

const holding = [
  ['isConnecting', 'connect'],
  ['isLoggingIn', 'login'],
  ['isUpgrading', 'open'],
  ['isServerLineFull', 'serverLine'],
  ['isClientLineFull', 'clientLine'],
  ['isConnectionWindowShut', 'connectionWindow'],
  ['isStreamWindowShut', 'streamWindow'],
  ['isStreamLimitReached', 'streamLimit'],
  ['isRequestUnderWay', 'requestTransfer'],
  ['isReplyUnderWay', 'responseTransfer'],
  ['isAppendHoldingUp', 'indexAppend'],
] as const satisfies readonly (readonly [keyof Facts, Cause])[];

const never = Number.NEGATIVE_INFINITY;

export function situationOf(facts: Facts): Situation {
  for (const [fact, cause] of holding) if (facts[fact]) return plain(cause, never);
  if (facts.needed !== null) return awaiting(facts.needed, 'needed', never);
  if (facts.owed !== null) return awaiting(facts.owed, 'perhaps', facts.repliedAtMs);
  if (facts.isOver) return plain('closing', never);
  return plain(facts.isReader || facts.isTwinAtWork ? 'idle' : 'clientProduce', facts.repliedAtMs);
}

export function isSameSituation(one: Situation, other: Situation): boolean {
  return (
    one.cause === other.cause &&
    one.operation === other.operation &&
    one.awaitedSinceMs === other.awaitedSinceMs &&
    one.repliedAtMs === other.repliedAtMs &&
    one.isOpenQuestion === other.isOpenQuestion
  );
}

export function plain(cause: Cause, repliedAtMs: number): Situation {
  return { cause, operation: null, awaitedSinceMs: 0, repliedAtMs, isOpenQuestion: false };
}

function awaiting(call: Call, certainty: 'needed' | 'perhaps', repliedAtMs: number): Situation {
  const awaitedSinceMs = call.requestEndAtMs ?? call.requestHeadAtMs;
  const isOpenQuestion = certainty === 'perhaps';
  return { cause: 'server', operation: call.operation, awaitedSinceMs, repliedAtMs, isOpenQuestion };
}
