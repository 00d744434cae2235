// Front door of the datastore on disk.
export {
  checkBlobFile,
  checkChunk,
  checkStoredChunk,
  decodeBlob,
  encodeBlob,
  isEncrypted,
  readBlobKind,
} from './blob.js';
export { ChunkStore } from './chunk-store.js';
export { Datastore } from './datastore.js';
export {
  describeDiskError,
  errorCode,
  isDiskError,
  isMissing,
  replaceFile,
  type SyncLevel,
  syncLevels,
} from './disk.js';
export { type DynamicEntry, DynamicIndexWriter } from './dynamic-index-writer.js';
export {
  countFixedEntries,
  countStoredEntries,
  type FixedEntry,
  FixedIndexWriter,
  hashFixedEntries,
} from './fixed-index-writer.js';
export { readIndexEntries, readIndexSums } from './index-file.js';
export {
  archiveKind,
  checkBackupTime,
  formatGroup,
  formatSnapshot,
  type GroupName,
  groupFolder,
  groupNotesName,
  type SnapshotName,
} from './layout.js';
export type { Release } from './locks.js';
export { loadManifest, type ManifestFile, type ManifestJson } from './manifest-file.js';
export { removeNamespaceFolder } from './namespace-removal.js';
export { openFile } from './open-file.js';
export { DatastoreInUse } from './process-lock.js';
export { isProtected, writeProtection } from './protection.js';
export { type RemovedGroup, refuseLocked } from './removal.js';
export {
  ensureOwner,
  exists,
  findLastFinished,
  listGroups,
  listNamespaces,
  listSnapshots,
  readOwner,
  writeOwner,
} from './snapshots.js';
export { checkInside, readStored } from './stored-file.js';
