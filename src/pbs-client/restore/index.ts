export { type ArchiveSink, type RestoreSummary, restore } from './restore.js';
