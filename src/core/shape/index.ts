// In: records and segments of connections without keys, by size, way and time. Out: their shapes, estimates with reasons.
export type * from './shape.js';
export { type ShapeOptions, ShapeTracker } from './shape-tracker.js';
