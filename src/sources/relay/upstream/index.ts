export { createUpstream, type Dialling, isFailure, type Upstream } from './dial.js';
export type { UpstreamFailure } from './failure.js';
export { isFingerprint, type Verification } from './verification.js';
