export type { StoredCall } from './call-store.js';
export type { LatencySummary } from './latency.js';
export { RunMetrics } from './run-metrics.js';
export type { SecondPoint } from './series.js';
export type { StuckRecord } from './stuck-record.js';
