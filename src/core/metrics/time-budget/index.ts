export { type Cause, type CauseTimesMs, causes, type TimeBudget } from './cause.js';
