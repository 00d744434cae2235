export { type BackupSource, type BackupSummary, backup } from './backup.js';
export { ListMerger, mergeThreshold } from './merge-lists.js';
