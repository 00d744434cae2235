export {
  type ArchiveSummary,
  archiveNameOf,
  type BackupHooks,
  type BackupSource,
  type BackupSummary,
  backup,
} from './backup.js';
export { type Entry, ListMerger } from './merge-lists.js';
