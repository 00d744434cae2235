export { buildReport, type RunState } from './build-report.js';
export { countOf, describeArchive, describeSession, describeWhat } from './describe.js';
export { maxProblems, ProblemLog } from './problem-log.js';
export type * from './query.js';
export type * from './report.js';
export * from './units.js';
