export { type BodyCapture, type BodyContext, type CapturePolicy, captureNothing } from './capture-policy.js';
