export { type Format, formats, type ReportDetails } from './formats.js';
export { roundNumber } from './json.js';
export { renderJunit } from './junit.js';
export { type PredictionText, renderDiff, renderPrediction, renderTimeline } from './text/index.js';
