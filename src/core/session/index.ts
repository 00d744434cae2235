export type { ArchiveGain, ArchiveNumbers, ArchiveTotals } from './archive.js';
export { type Connection, hostOf } from './connection.js';
export type { FailedCall } from './failed-call.js';
export type { Outcome, SessionKind } from './outcome.js';
export type { Session } from './session.js';
export { type CallOwner, maxSessions, SessionTracker } from './session-tracker.js';
