export { decodeBase64, encodeBase64 } from './base64.js';
export { describeEvent, describeFact } from './describe.js';
export type * from './event.js';
export { type TraceHeader, traceFormat, traceVersion } from './trace-header.js';
