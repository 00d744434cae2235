export { type BodyCapture, type BodyContext, type CapturePolicy, captureNothing } from './capture-policy.js';
export { describeFrame, type FrameRecord } from './connection/index.js';
export { HpackDecoder } from './hpack/index.js';
export { allowHeaders, isAllowedHeader, redactAuthority, redactTarget } from './secrets/index.js';
export { WireDecoder, type WireDecoderOptions } from './wire-decoder.js';
