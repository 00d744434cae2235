export { axisLine, stalledColumns, stallLine } from './axis.js';
export { timelineView } from './timeline.js';
