export { buildReport, type RunState } from './build-report.js';
export { countOf, describeArchive, describeSession, describeWhat } from './describe.js';
export * from './filter.js';
export { hasFailed, matchesFilter } from './filter-match.js';
export { ProblemLog } from './problem-log.js';
export type * from './query.js';
export type * from './report.js';
export { fillSeconds, type SeriesSummary, summariseSeries } from './series-summary.js';
export * from './units.js';
