export { appendEntries, formatAppend } from './append-entries.js';
export {
  type ArchiveSummary,
  archiveNameOf,
  type BackupHooks,
  type BackupSource,
  type BackupSummary,
  backup,
} from './backup.js';
export { BoundedQueue } from './bounded-queue.js';
export { ChunkCounter, type SentChunks } from './chunk-counter.js';
export { type Entry, ListMerger } from './merge-lists.js';
export {
  downloadPrevious,
  downloadPreviousManifest,
  readPreviousEntries,
  readPreviousManifest,
} from './previous.js';
export { type Queued, startChunk } from './send-chunks.js';
export type { SourceChunk } from './source-chunk.js';
export { createIndex, uploadArchive } from './upload-archive.js';
export { uploadBlob, uploadManifest } from './upload-blob.js';
export { type WrittenFile, writeManifest } from './write-manifest.js';
