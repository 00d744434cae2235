export type { ConnectLimits } from './connect-limits.js';
export { type Connection, type ConnectOptions, openConnection } from './connection.js';
export { isTokenId } from './credential.js';
export type { DialectName } from './dialects.js';
export type { RequestBody } from './request-head.js';
export type { RunningCall, Session } from './session.js';
export { type ConnectProxy, parseProxy } from './tunnel.js';
export type { SnapshotName } from './upgrade.js';
