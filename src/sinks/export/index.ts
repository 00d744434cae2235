export { type Format, formats, type ReportDetails } from './formats.js';
export { renderTimeline } from './text/index.js';
