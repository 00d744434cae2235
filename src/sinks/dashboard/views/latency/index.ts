export { latencyView } from './latency.js';
export { stepLatencyRow } from './latency-rows.js';
