export { type BackupSource, type BackupSummary, backup } from './backup/index.js';
export { ClientFailure, type FailureKind } from './client-failure.js';
export { type ConnectProxy, parseProxy, type SnapshotName } from './connect/index.js';
export type { ClientOptions } from './options.js';
export { parseRepository, type Repository } from './repository.js';
export { type ArchiveSink, type RestoreSummary, restore } from './restore/index.js';
