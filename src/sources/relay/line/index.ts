export { createLine, type Line, type LineEnd, type LineOptions } from './line.js';
