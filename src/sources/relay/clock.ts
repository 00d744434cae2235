// The clock that stamps WireEvents: milliseconds since it was started, monotonic, in whole microseconds (D3).
// Out: `nowMs`, and the wall clock of its beginning, for trace headers.

export interface Clock {
  readonly startedAtUnixMs: number;
  nowMs(): number;
}

export function startClock(): Clock {
  const startedAtUnixMs = Date.now();
  const startedAtMs = performance.now();
  let lastMs = 0;
  return {
    startedAtUnixMs,
    nowMs: () => {
      const elapsedMs = Math.round((performance.now() - startedAtMs) * 1000) / 1000;
      lastMs = Math.max(lastMs, elapsedMs);
      return lastMs;
    },
  };
}
