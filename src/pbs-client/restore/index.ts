export { type ArchiveSink, type RestoredArchive, type RestoreSummary, restore } from './restore.js';
