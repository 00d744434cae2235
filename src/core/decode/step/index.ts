export type * from './step.js';
