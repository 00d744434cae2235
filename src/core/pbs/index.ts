export type * from './call.js';
export { CallTracker } from './call-tracker.js';
export { pbsCapturePolicy } from './capture.js';
export { describeCall, describeCallStep } from './describe-call.js';
export * from './endpoints/index.js';
export * from './formats/index.js';
