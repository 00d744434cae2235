// Reads the latency table of a session for the rules. In: a session of the report and operations. Out: the summary of those
// with the most calls, or null. Computes no percentile.
import type { LatencySummary, ReportSession } from '../report/index.js';

type OperationName = keyof ReportSession['latency'];

export const uploadOperations = ['uploadDynamicChunk', 'uploadFixedChunk'] as const satisfies readonly OperationName[];
export const appendOperations = ['appendDynamicIndex', 'appendFixedIndex'] as const satisfies readonly OperationName[];
/** Calls that cost a server next to nothing, and carry next to nothing. */
export const lightOperations = [
  'previousBackupTime',
  'createDynamicIndex',
  'createFixedIndex',
  'uploadBlob',
] as const satisfies readonly OperationName[];

/** Of these operations the one with the most calls; null when none was answered. */
export function latencyOf(session: ReportSession, ...operations: readonly OperationName[]): LatencySummary | null {
  const summaries = operations.flatMap((operation) => session.latency[operation] ?? []);
  return summaries.reduce<LatencySummary | null>(
    (most, one) => (most === null || one.count > most.count ? one : most),
    null,
  );
}
