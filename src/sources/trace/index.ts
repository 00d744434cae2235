export { readTrace, type Trace, TraceUnusable } from './read-trace.js';
