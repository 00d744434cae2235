export {
  findLatest,
  type GroupName,
  type ListedFile,
  type ListedSnapshot,
  listFiles,
  listSnapshots,
} from './listing.js';
