// In: a capture file and a key log. Out: WireEvents, as a live relay would give them.
export { CaptureUnusable } from './capture-unusable.js';
export { type CaptureHeader, type CaptureInput, isCapture, readCapture } from './read-capture.js';
