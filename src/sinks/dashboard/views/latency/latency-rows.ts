// The rows of the latency view: all calls, the chunk checks together, each operation. In: calls. Out: rows with their calls, and
// which one is chosen; the one before or after it.
import type { Operation } from '../../../../core/pbs/index.js';
import {
  type CallPart,
  type CallRow,
  isChunkCheck,
  type PartSummary,
  summarisePart,
} from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import type { LatencyChoice, Model } from '../../model.js';

export interface LatencyRow {
  readonly id: LatencyChoice['rows'];
  readonly name: string;
  readonly calls: readonly CallRow[];
  readonly summary: PartSummary;
}

export function latencyRows(calls: readonly CallRow[], part: CallPart): readonly LatencyRow[] {
  const byOperation = new Map<Operation, CallRow[]>();
  for (const call of calls) {
    const known = byOperation.get(call.operation);
    if (known === undefined) byOperation.set(call.operation, [call]);
    else known.push(call);
  }
  const groups: readonly (readonly [LatencyChoice['rows'], string, readonly CallRow[]])[] = [
    ['all', 'all calls', calls],
    ['chunkChecks', 'chunk checks', calls.filter((call) => isChunkCheck(call.operation))],
    ...[...byOperation]
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([operation, own]) => [operation, operation, own] as const),
  ];
  return groups.flatMap(([id, name, own]) => {
    const summary = summarisePart(own, part);
    return summary === null ? [] : [{ id, name, calls: own, summary }];
  });
}

export function chosenRow(rows: readonly LatencyRow[], { rows: id }: LatencyChoice): number {
  return Math.max(
    0,
    rows.findIndex((row) => row.id === id),
  );
}

export function stepLatencyRow(model: Model, data: DashboardData, step: 1 | -1): Model {
  const rows = latencyRows(data.rows, model.latency.part);
  const row = rows[Math.min(Math.max(0, chosenRow(rows, model.latency) + step), rows.length - 1)];
  return row === undefined ? model : { ...model, latency: { ...model.latency, rows: row.id } };
}
