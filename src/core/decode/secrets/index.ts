export { allowFrameHeaders, allowHeaders, isAllowedHeader } from './allowed-headers.js';
export { readCredential } from './credential.js';
export { redactAuthority, redactTarget } from './redact-target.js';
