// Front door of the two taps.
export { compareTaps, renderComparison, type TapDifference } from './compare-taps.js';
