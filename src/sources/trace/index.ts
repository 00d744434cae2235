export { checkTrace, maxShownDamages, type TraceCheck, type TraceDamage } from './check-trace.js';
export { TraceUnusable } from './event-lines.js';
export { type Line, readTraceLines } from './lines.js';
export { readTrace, type Trace } from './read-trace.js';
export { formatTraceSchema } from './trace-schema.js';
