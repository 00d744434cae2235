export type { StoredCall } from './call-store.js';
export type { SeenFrame } from './last-frames.js';
export { isChunkCheck, type LatencySummary } from './latency.js';
export type { CallWindows, Owed } from './owes.js';
export { RunMetrics } from './run-metrics.js';
export { emptySecond, type SecondPoint } from './series.js';
export type { Stall, StallQuery } from './stall-store.js';
export type { LegTcp, StuckRecord } from './stuck-record.js';
export { type Cause, type CauseTimesMs, causes } from './time-budget/index.js';
