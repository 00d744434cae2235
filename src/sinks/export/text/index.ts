export { renderText } from './report-text.js';
export { renderTimeline } from './timeline.js';
