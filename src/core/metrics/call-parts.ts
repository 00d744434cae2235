// In: a call. Out: its three parts: request under way, waiting for the first byte of the reply, reply under way. Pure.
import type { Call } from '../pbs/index.js';

export interface CallParts {
  readonly uploadMs: number | null;
  /** Of the upload: standing before a shut window. */
  readonly blockedMs: number;
  readonly waitMs: number | null;
  readonly responseMs: number | null;
  /** Null while open or without a whole reply. */
  readonly durationMs: number | null;
}

export function partsOf(call: Call): CallParts {
  const { startedAtMs, requestEndAtMs, responseFirstAtMs, responseEndAtMs } = call;
  // A reply may begin before the request's end: an early refusal (protocol.md 1.9). Then there was no waiting.
  const uploadEndMs =
    requestEndAtMs === null || responseFirstAtMs === null
      ? requestEndAtMs
      : Math.min(requestEndAtMs, responseFirstAtMs);
  const uploadMs = uploadEndMs === null ? null : uploadEndMs - startedAtMs;
  // Both windows may be shut at once: it stood at least as long as before the one that was shut longer.
  const blockedMs = Math.max(call.windowBlockedMs.connection, call.windowBlockedMs.stream);
  return {
    uploadMs,
    blockedMs: Math.min(blockedMs, uploadMs ?? blockedMs),
    waitMs: responseFirstAtMs === null ? null : responseFirstAtMs - (uploadEndMs ?? responseFirstAtMs),
    responseMs: responseFirstAtMs === null || responseEndAtMs === null ? null : responseEndAtMs - responseFirstAtMs,
    durationMs: responseEndAtMs === null ? null : responseEndAtMs - startedAtMs,
  };
}
