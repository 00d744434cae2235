export { renderDiff } from './diff.js';
export { type PredictionText, renderPrediction } from './prediction.js';
export { renderText } from './report-text.js';
export { cutText } from './table.js';
export { renderTimeline } from './timeline.js';
