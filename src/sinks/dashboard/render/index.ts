export { openTerminal, type Terminal } from './terminal.js';
