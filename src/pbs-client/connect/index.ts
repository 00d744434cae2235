export type { ConnectLimits } from './connect-limits.js';
export { openSession } from './open-session.js';
export type { Endpoint } from './secure-connection.js';
export type { RequestBody, RunningCall, Session } from './session.js';
export { type ConnectProxy, parseProxy } from './tunnel.js';
export type { SnapshotName } from './upgrade.js';
