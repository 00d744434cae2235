export { stepLatencyRow } from './latency/index.js';
export type { Paper, Spot, View } from './view.js';
export { viewOf, views } from './views.js';
