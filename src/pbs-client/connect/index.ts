export type { Endpoint } from './secure-connection.js';
export { openSession, type Reply, type RunningCall, type Session } from './session.js';
export { type ConnectProxy, parseProxy } from './tunnel.js';
export type { SnapshotName } from './upgrade.js';
