export type { LineHandshake } from './handshake.js';
export { createLine, type LaneEntry, type LaneExit, type Line, type LineEnd } from './line.js';
export { type LineOptions, maxHeldBytes } from './line-options.js';
export { realSurroundings } from './timers.js';
