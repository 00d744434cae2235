export { allowHeaders } from './allowed-headers.js';
export { readCredential } from './credential.js';
export { redactTarget } from './redact-target.js';
