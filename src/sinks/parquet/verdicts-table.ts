// verdicts.parquet: a row per verdict of each recording, `ok` and `not-enough-data` too (docs/exports.md). Computes nothing.
import type { ReportVerdict } from '../../core/report/index.js';
import { type Column, decimal, instant, integer, text, texts } from './column.js';
import { type Recorded, recordingColumns } from './recording.js';

export const verdictColumns: readonly Column<Recorded<ReportVerdict>>[] = [
  ...recordingColumns,
  instant('recordingStartedAt', ({ startedAtUnixMs }) => startedAtUnixMs),
  text('rule', ({ row }) => row.rule),
  text('state', ({ row }) => row.state),
  text('severity', ({ row }) => row.severity),
  text('title', ({ row }) => row.title),
  texts('because', ({ row }) => row.because),
  text('advice', ({ row }) => row.advice),
  integer('session', ({ row }) => row.session),
  integer('connection', ({ row }) => row.connection),
  decimal('chargedMs', ({ row }) => row.chargedMs),
];
