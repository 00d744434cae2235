// Front door of the backup side: the upgrade's checks, the session's calls, its end.
export { createBackupApi } from './calls.js';
export { openBackup } from './open-backup.js';
export { type ConnectionEnd, endBackupSession } from './session.js';
