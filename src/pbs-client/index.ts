// Front door of the embedded client: backs up and restores real data over the official client's protocol. In: options and
// sources. Out: summaries, or a ClientFailure whose kind is an exit code's class.
export {
  type ArchiveSummary,
  archiveNameOf,
  type BackupHooks,
  type BackupSource,
  type BackupSummary,
  backup,
} from './backup/index.js';
export { ClientFailure, type FailureKind } from './client-failure.js';
export { type Compress, type DataKey, dataKeyBytes, deriveDataKey, type KeyFile, parseKeyFile } from './codec/index.js';
export { type ConnectLimits, type ConnectProxy, isTokenId, parseProxy, type SnapshotName } from './connect/index.js';
export {
  type GroupName,
  type ListedFile,
  type ListedSnapshot,
  listFiles,
  listSnapshots,
} from './listing/index.js';
export {
  type Interruption,
  type LoadArchive,
  type LoadedSession,
  type LoadHooks,
  type LoadPlan,
  type LoadSummary,
  type Personality,
  personalities,
  runLoad,
} from './load/index.js';
export type { ClientOptions } from './options.js';
export { parseRepository, type Repository } from './repository.js';
export { type ArchiveSink, type RestoredArchive, type RestoreSummary, restore } from './restore/index.js';
export { type OnSkipped, packTree, type UnpackedTree, type Unpacker, unpackTree } from './tree/index.js';
export { withConnection } from './with-session.js';
