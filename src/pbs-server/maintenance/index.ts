// Front door of maintenance: what keeps a datastore tidy and honest, by REST, by command line or from a test.
export { collectGarbage, type GarbageOptions, type GarbageStatus, isCollectingGarbage } from './garbage.js';
export { describeGarbage, formatGarbageStatus } from './garbage-text.js';
export { readGroupNotes, readNotes, readProtected, setProtected, writeGroupNotes, writeNotes } from './marks.js';
export { type PrunedSnapshot, type PruneOptions, pruneGroup } from './prune.js';
export { type KeepOptions, type Period, periods } from './prune-selection.js';
export { type VerifyOptions, type VerifyScope, type VerifySummary, verifyDatastore } from './verify.js';
