export { type Cause, causes } from '../metrics/index.js';
export { buildReport, type RunState } from './build-report.js';
export {
  countOf,
  describeArchive,
  describeNoSession,
  describeSession,
  describeVerdict,
  describeWhat,
  outcomeWords,
} from './describe.js';
export { describeStuckCall } from './describe-stuck.js';
export { type BudgetRow, budgetRows, causeWords, describeTimeBudget } from './describe-time-budget.js';
export * from './filter.js';
export { hasFailed, matchesFilter } from './filter-match.js';
export { type Headline, headlineOf } from './headline.js';
export { binLatency, type LatencyBins } from './latency-bins.js';
export { durationUnits, type Measure, parseMeasure, sizeUnits } from './measure.js';
export { ProblemLog } from './problem-log.js';
export type * from './query.js';
export type * from './report.js';
export { type SeriesStep, type SteppedSeries, stepSeries } from './series-steps.js';
export { fillSeconds, type SeriesSummary, summariseSeries } from './series-summary.js';
export * from './units.js';
