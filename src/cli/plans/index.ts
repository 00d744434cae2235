// What an operator asks of a relay, read from flags and files: servers, verification, line, recording, exports.
export { askedExport, type ExportPlan, exportOptions, readExports } from './read-exports.js';
export { type RecordTo, readRecordTo } from './read-record-to.js';
export { type ListenPlan, readUpstreams, type UpstreamPlan } from './read-upstreams.js';
export { readVerification } from './read-verification.js';
export { demoLine, describeLine, type EmulatedLine, lineOptions, namedLines, readLine } from './wan.js';
