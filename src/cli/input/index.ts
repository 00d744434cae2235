export { askHidden } from './ask-hidden.js';
export { type Input, type InputOptions, openInput } from './open-input.js';
export { withTrace } from './open-trace.js';
export { logPaths, readLogs, withOption } from './read-logs.js';
