export type { ArchiveNumbers, ArchiveTotals } from './archive.js';
export type { Connection } from './connection.js';
export { DigestTable } from './digest-table.js';
export type { FailedCall } from './failed-call.js';
export type { Outcome, SessionKind } from './outcome.js';
export type { Session } from './session.js';
export { type CallOwner, SessionTracker } from './session-tracker.js';
