export { type Cause, causes, isChunkCheck } from '../metrics/index.js';
export { buildReport, type RunState } from './build-report.js';
export { type CallPart, callParts, partMs } from './call-part.js';
export { countOf } from './count-of.js';
export {
  describeArchive,
  describeNoSession,
  describeSession,
  describeVerdict,
  describeWhat,
  outcomeWords,
} from './describe.js';
export { describeDropped } from './describe-dropped.js';
export { describeShape, describeShapes } from './describe-shape.js';
export { describeStuckCall } from './describe-stuck.js';
export { type BudgetRow, budgetRows, causeWords, describeTimeBudget } from './describe-time-budget.js';
export { EventLog, type EventRow } from './event-log.js';
export type * from './evidence.js';
export * from './filter.js';
export { type Completion, commonPart, completeFilter, type KnownWords } from './filter-complete.js';
export { hasFailed, matchesFilter } from './filter-match.js';
export { type Headline, headlineOf } from './headline.js';
export { type Landmark, landmarksOf } from './landmarks.js';
export { binLatency, type LatencyBins } from './latency-bins.js';
export { durationUnits, type Measure, parseMeasure, sizeUnits } from './measure.js';
export { ProblemLog } from './problem-log.js';
export type * from './query.js';
export {
  countInFlight,
  numbersOfRange,
  type PartSummary,
  type RangeNumbers,
  summarisePart,
  type TimeRange,
} from './range-numbers.js';
export type * from './report.js';
export { roundFraction, roundNumber } from './round-number.js';
export { expandSavedFilters } from './saved-filters.js';
export { type SeriesStep, type SteppedSeries, stepSeries } from './series-steps.js';
export { fillSeconds, type SeriesSummary, summariseSeries } from './series-summary.js';
export { formatTimeOfDay, formatWhen, utcZone, type Zone } from './time-of-day.js';
export * from './units.js';
