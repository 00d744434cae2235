export { type Cause, type CauseTimesMs, causes, type TimeBudget } from './cause.js';
export { TimeBudgets } from './time-budgets.js';
