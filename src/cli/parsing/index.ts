export { globalOptions } from './global-options.js';
export { type ListedCommand, listCommands } from './list-commands.js';
export { type ParsedCommand, parseCommandLine } from './parse-command-line.js';
export { traceSettings } from './settings.js';
