export type { Format, ReportDetails, SingleFormat } from './format.js';
export { formats } from './formats.js';
export { renderHar } from './har.js';
export { renderJson } from './json.js';
export { renderJunit } from './junit.js';
export { type PredictionText, renderDiff, renderPrediction, renderText, renderTimeline } from './text/index.js';
