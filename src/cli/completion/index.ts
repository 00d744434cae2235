export { buildCompletionTable, type CompletionRow } from './completion-table.js';
export { type Shell, shells } from './shells.js';
