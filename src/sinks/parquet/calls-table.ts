// calls.parquet: a row per call, oldest first; names and units are those of the report (docs/exports.md). Computes nothing.
import type { CallRow } from '../../core/report/index.js';
import { type Column, decimal, flag, instant, integer, text } from './column.js';
import { type Recorded, recordingColumns } from './recording.js';

export const callColumns: readonly Column<Recorded<CallRow>>[] = [
  ...recordingColumns,
  instant('startedAt', ({ startedAtUnixMs, row }) => startedAtUnixMs + row.startedAtMs),
  decimal('startedAtMs', ({ row }) => row.startedAtMs),
  integer('id', ({ row }) => row.id),
  integer('session', ({ row }) => row.session),
  integer('connection', ({ row }) => row.connection),
  text('protocol', ({ row }) => row.protocol),
  integer('stream', ({ row }) => row.stream),
  text('operation', ({ row }) => row.operation),
  text('archive', ({ row }) => row.archive),
  text('method', ({ row }) => row.method),
  text('target', ({ row }) => row.target),
  integer('status', ({ row }) => row.status),
  text('state', ({ row }) => row.state),
  flag('isStuck', ({ row }) => row.isStuck),
  integer('requestBytes', ({ row }) => row.requestBytes),
  integer('responseBytes', ({ row }) => row.responseBytes),
  decimal('uploadMs', ({ row }) => row.uploadMs),
  decimal('blockedMs', ({ row }) => row.blockedMs),
  decimal('waitMs', ({ row }) => row.waitMs),
  decimal('responseMs', ({ row }) => row.responseMs),
  decimal('durationMs', ({ row }) => row.durationMs),
  integer('appendedBy', ({ row }) => row.appendedBy),
];
