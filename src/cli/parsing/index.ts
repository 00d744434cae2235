export { type ParsedCommand, parseCommandLine } from './parse-command-line.js';
