export { readManifest } from './read-manifest.js';
export { type ArchiveSink, type RestoredArchive, type RestoreSummary, restore } from './restore.js';
