// What part a call plays in a session. In: a call and the client's pipeline. Out: chunk, append, of an archive, of the session.
import type { Pipeline } from './pipelines.js';
import type { RecordedCall } from './recording.js';

export type Role = 'chunk' | 'append' | 'archive' | 'session';

const chunkOperations: ReadonlySet<string> = new Set([
  'uploadDynamicChunk',
  'uploadFixedChunk',
  'downloadChunk',
  'speedtest',
]);
const archiveOperations: ReadonlySet<string> = new Set([
  'createDynamicIndex',
  'createFixedIndex',
  'closeDynamicIndex',
  'closeFixedIndex',
]);
const appendOperations: ReadonlySet<string> = new Set(['appendDynamicIndex', 'appendFixedIndex']);

export const isChunk = ({ operation }: RecordedCall): boolean => chunkOperations.has(operation);
export const isAppend = ({ operation }: RecordedCall): boolean => appendOperations.has(operation);
export const isClose = ({ operation }: RecordedCall): boolean =>
  operation === 'closeDynamicIndex' || operation === 'closeFixedIndex';

export function roleOf(call: RecordedCall, { doesRegisterFirst }: Pipeline): Role {
  if (isChunk(call)) return 'chunk';
  if (isAppend(call)) return 'append';
  const isOfArchive =
    archiveOperations.has(call.operation) ||
    (call.operation === 'downloadPrevious' && /\.[fd]idx$/.test(call.lane ?? ''));
  return isOfArchive && !doesRegisterFirst && call.lane !== null ? 'archive' : 'session';
}
