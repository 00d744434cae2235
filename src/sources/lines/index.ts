// Lines of text files: traces, logs.
export { type Line, readLines } from './lines.js';
