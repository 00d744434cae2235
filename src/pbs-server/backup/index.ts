// Front door of the backup side: the upgrade's checks, the session's calls, its end.
export { createBackupApi } from './calls.js';
export { type BackupRequest, isOwner, openBackup } from './open-backup.js';
export { type BackupSession, type ConnectionEnd, endBackupSession } from './session.js';
