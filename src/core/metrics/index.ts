export { partsOf } from './call-parts.js';
export { CallStore, maxStoredCalls, type StoredCall } from './call-store.js';
export type { LatencySummary } from './latency.js';
export { RunMetrics } from './run-metrics.js';
export { type SecondPoint, type SeriesChange, SeriesStore } from './series.js';
export type { SessionMetrics } from './session-metrics.js';
export type { StuckRecord } from './stuck-record.js';
