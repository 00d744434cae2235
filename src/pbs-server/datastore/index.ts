// Front door of the datastore on disk.
export { checkBlobFile, checkChunk, decodeBlob, encodeBlob } from './blob.js';
export { ChunkStore } from './chunk-store.js';
export { Datastore } from './datastore.js';
export { describeDiskError, isDiskError, type SyncLevel } from './disk.js';
export { type DynamicEntry, DynamicIndexWriter } from './dynamic-index-writer.js';
export {
  countFixedEntries,
  countStoredEntries,
  type FixedEntry,
  FixedIndexWriter,
  hashFixedEntries,
} from './fixed-index-writer.js';
export { readIndexEntries } from './index-file.js';
export {
  archiveKind,
  formatGroup,
  formatSnapshot,
  type GroupName,
  groupFolder,
  type SnapshotName,
} from './layout.js';
export type { Release } from './locks.js';
export { loadManifest, updateManifest } from './manifest-file.js';
export { openFile } from './open-file.js';
export {
  ensureOwner,
  exists,
  findLastFinished,
  listGroups,
  listNamespaces,
  listSnapshots,
  readOwner,
} from './snapshots.js';
