export type { LaneEntry, LineEnd } from './drive.js';
export type { LineHandshake } from './handshake.js';
export { createLine, type Line } from './line.js';
export type { LineOptions } from './line-options.js';
export { realSurroundings } from './timers.js';
