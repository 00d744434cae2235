// In: a call. Out: its three parts: request under way, waiting for the first byte of the reply, reply under way. Pure.
import type { Call } from '../pbs/index.js';

export interface CallParts {
  readonly uploadMs: number | null;
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
  return {
    uploadMs: uploadEndMs === null ? null : uploadEndMs - startedAtMs,
    waitMs: responseFirstAtMs === null ? null : responseFirstAtMs - (uploadEndMs ?? responseFirstAtMs),
    responseMs: responseFirstAtMs === null || responseEndAtMs === null ? null : responseEndAtMs - responseFirstAtMs,
    durationMs: responseEndAtMs === null ? null : responseEndAtMs - startedAtMs,
  };
}
