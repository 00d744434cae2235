// sessions.parquet: a row per session; totals, latency and where its time went as columns (docs/exports.md). Computes nothing.
import { causes, type Report, type ReportSession } from '../../core/report/index.js';
import { type Column, decimal, instant, integer, text } from './column.js';
import { type Recorded, recordingColumns } from './recording.js';

type Row = Recorded<ReportSession>;
type Connection = Report['connections'][number];

/** Null: the report let the connection go. */
const connectionOf = ({ recording, row }: Row): Connection | null =>
  recording.report.connections.find((one) => one.id === row.connection) ?? null;

const capitalised = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

export const sessionColumns: readonly Column<Row>[] = [
  ...recordingColumns,
  instant('startedAt', ({ startedAtUnixMs, row }) => startedAtUnixMs + row.startedAtMs),
  integer('id', ({ row }) => row.id),
  integer('connection', ({ row }) => row.connection),
  text('kind', ({ row }) => row.kind),
  text('outcome', ({ row }) => row.outcome),
  text('store', ({ row }) => row.store),
  text('namespace', ({ row }) => row.namespace),
  text('snapshot', ({ row }) => row.snapshot),
  text('authId', ({ row }) => row.authId),
  text('userAgent', ({ row }) => row.userAgent),
  text('client', ({ row }) => row.client.name),
  text('server', ({ row }) => row.server.name),
  text('clientAddress', (row) => connectionOf(row)?.client ?? null),
  text('serverAddress', (row) => connectionOf(row)?.server ?? null),
  integer('refusalStatus', ({ row }) => row.refusal?.status ?? null),
  integer('twinOf', ({ row }) => row.twinOf),
  integer('sameAs', ({ row }) => row.sameAs),
  decimal('durationMs', ({ row }) => row.durationMs),
  integer('toServerBytes', (row) => connectionOf(row)?.bytes.toServer ?? null),
  integer('toClientBytes', (row) => connectionOf(row)?.bytes.toClient ?? null),
  integer('archiveCount', ({ row }) => row.archives.length),
  integer('chunkCount', ({ row }) => row.totals.chunkCount),
  integer('uploadedCount', ({ row }) => row.totals.uploadedCount),
  integer('knownCount', ({ row }) => row.totals.knownCount),
  integer('logicalBytes', ({ row }) => row.totals.logicalBytes),
  integer('uploadedBytes', ({ row }) => row.totals.uploadedBytes),
  integer('encodedBytes', ({ row }) => row.totals.encodedBytes),
  integer('reusedBytes', ({ row }) => row.totals.reusedBytes),
  decimal('dedupRatio', ({ row }) => row.totals.dedupRatio),
  decimal('dedupShare', ({ row }) => row.totals.dedupShare),
  decimal('compressionRatio', ({ row }) => row.totals.compressionRatio),
  integer('callCount', ({ row }) => row.callCount),
  integer('failedCallCount', ({ row }) => row.failedCalls.length),
  integer('stuckCallCount', ({ row }) => row.stuckCalls.length),
  integer('inFlightMax', ({ row }) => row.inFlight.max),
  decimal('inFlightMean', ({ row }) => row.inFlight.mean),
  decimal('clientRttMs', ({ row }) => row.rttMs.client),
  decimal('serverRttMs', ({ row }) => row.rttMs.server),
  integer('chunkCheckCount', ({ row }) => row.chunkCheck?.count ?? null),
  decimal('chunkCheckP50Ms', ({ row }) => row.chunkCheck?.p50Ms ?? null),
  decimal('chunkCheckP95Ms', ({ row }) => row.chunkCheck?.p95Ms ?? null),
  decimal('chunkCheckP99Ms', ({ row }) => row.chunkCheck?.p99Ms ?? null),
  ...causes.map((cause) => decimal<Row>(`time${capitalised(cause)}Ms`, ({ row }) => row.timeBudgetMs[cause])),
];
