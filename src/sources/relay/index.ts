export { type CertificateStore, openCertificateStore } from './certificates/index.js';
export { type Clock, startClock } from './clock.js';
export { parseClientHello } from './entry/index.js';
export type { LineOptions } from './line/index.js';
export { OperatorFault } from './operator-fault.js';
export { type Relay, startRelay } from './relay.js';
export type { RelayLimits, RelayNotice, RelayOptions } from './relay-options.js';
export { isFingerprint, type Verification } from './upstream/index.js';
