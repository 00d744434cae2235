export type { Gesture } from './mouse.js';
export { openTerminal, type Terminal } from './terminal.js';
