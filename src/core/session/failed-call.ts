// In: a call that ended. Out: what to say of it when it failed, null when it did not. Not every failure is a fault: a first
// QEMU backup asks in vain for a previous one, and that is normal (protocol.md 4.8); the diagnosis tells them apart.
import type { Call, Operation } from '../pbs/index.js';

export interface FailedCall {
  readonly operation: Operation;
  readonly method: string;
  readonly target: string;
  readonly archive: string | null;
  readonly status: number | null;
  /** `answered` with a status of 400 or more, `reset`, or `unanswered` at the end of the connection. */
  readonly state: 'answered' | 'reset' | 'unanswered';
  readonly error: string | null;
  readonly startedAtMs: number;
  readonly durationMs: number | null;
}

/**
 * The server said yes. A client that closes a reply unread resets the stream (protocol.md 1.11): the yes stands, since the
 * server speaks when it is done (protocol.md 4.1).
 */
export function isSuccess(call: Call): boolean {
  const isYes = call.status !== null && call.status >= 200 && call.status < 300;
  return isYes && (call.state === 'answered' || (call.state === 'reset' && call.reset?.direction === 'toServer'));
}

export function failedCallOf(call: Call, archive: string | null): FailedCall | null {
  if (call.state === 'open' || isSuccess(call)) return null;
  if (call.state === 'answered' && (call.status === null || call.status < 400)) return null;
  return {
    operation: call.operation,
    method: call.method,
    target: call.target,
    archive,
    status: call.status,
    state: call.state,
    error: call.result.errorText ?? (call.reset === null ? null : `reset ${call.reset.errorName}`),
    startedAtMs: call.startedAtMs,
    durationMs: call.responseEndAtMs === null ? null : call.responseEndAtMs - call.startedAtMs,
  };
}
