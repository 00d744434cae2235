export { estimateClock, type OffsetRange } from './clock.js';
export { gatherEvidence } from './gather.js';
export type * from './line.js';
export { LogBook } from './log-book.js';
