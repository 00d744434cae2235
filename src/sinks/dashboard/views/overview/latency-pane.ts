// How long calls take. In: data, room. Out: a pane: the three kinds of chunk check together, then each operation apart, with
// percentiles and the medians of their parts; below, the 99th percentile of each second.

import type { Operation } from '../../../../core/pbs/index.js';
import {
  formatCount,
  formatDuration,
  type LatencySummary,
  type ReportSession,
  type SeriesPoint,
} from '../../../../core/report/index.js';
import { type DashboardData, latencyOf } from '../../data.js';
import { type Column, condense, type Line, layOutTable, line, type Pane, span, sparkline } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { durationOrUnknown, emptyNote } from '../words.js';

/** The ones that settle which chunks exist, or carry them, before the ones that happen once. */
const shownFirst: readonly Operation[] = [
  'uploadDynamicChunk',
  'uploadFixedChunk',
  'appendDynamicIndex',
  'appendFixedIndex',
  'downloadPrevious',
  'downloadChunk',
];

interface LatencyRow {
  readonly name: string;
  readonly isSum: boolean;
  readonly summary: LatencySummary;
}

const durationColumn = (
  title: string,
  pick: (summary: LatencySummary) => number,
  dropOrder = 0,
): Column<LatencyRow> => ({
  title,
  width: 7,
  align: 'right',
  dropOrder,
  cell: ({ summary, isSum }) => line(formatDuration(pick(summary)), isSum ? 'strong' : 'plain'),
});

const columns: readonly Column<LatencyRow>[] = [
  {
    title: '',
    width: 18,
    align: 'left',
    isGrowing: true,
    cell: ({ name, isSum }) => line(isSum ? name : ` ${name}`, isSum ? 'strong' : 'plain'),
  },
  { title: 'count', width: 7, align: 'right', cell: ({ summary }) => line(formatCount(summary.count)) },
  durationColumn('p50', (summary) => summary.p50Ms),
  durationColumn('p95', (summary) => summary.p95Ms),
  durationColumn('p99', (summary) => summary.p99Ms),
  durationColumn('max', (summary) => summary.maxMs, 2),
  durationColumn('upload', (summary) => summary.uploadP50Ms, 1),
  durationColumn('wait', (summary) => summary.waitP50Ms, 1),
];

export function latencyPane(data: DashboardData, paper: Paper): Pane {
  const table = layOutTable({ heading: 'Latency', indent: 1, columns }, paper.size.columnCount, paper.glyphs);
  const counted = latencyOf(data);
  const rows = counted === null ? [] : latencyRows(counted);
  if (rows.length === 0) {
    return { heading: table.heading, body: emptyNote(emptyText(data), paper.size.columnCount), minRowCount: 2 };
  }
  const body = rows.map((row) => table.line(row));
  const spark = sparkRow(data.seconds, paper);
  // The course stands right below the sum, where a cut list still shows it.
  return { heading: table.heading, body: [...body.slice(0, 1), ...spark, ...body.slice(1)], minRowCount: 7 };
}

function latencyRows(session: Pick<ReportSession, 'latency' | 'chunkCheck'>): LatencyRow[] {
  const sum: LatencyRow[] =
    session.chunkCheck === null ? [] : [{ name: 'chunk checks', isSum: true, summary: session.chunkCheck }];
  const operations = Object.keys(session.latency) as Operation[];
  const others = operations.filter((operation) => !shownFirst.includes(operation));
  const apart = [...shownFirst, ...others].flatMap((operation): LatencyRow[] => {
    const summary = session.latency[operation];
    return summary === undefined ? [] : [{ name: operation, isSum: false, summary }];
  });
  return [...sum, ...apart];
}

function sparkRow(seconds: readonly SeriesPoint[], { size, glyphs }: Paper): Line[] {
  const worst = seconds.map((point) => point.chunkCallP99Ms);
  if (worst.every((value) => value === null)) return [];
  const highest = Math.max(...worst.map((value) => value ?? 0));
  const note = `  highest ${durationOrUnknown(highest)}`;
  const label = '  p99 by time  ';
  const width = Math.max(10, size.columnCount - label.length - note.length - 1);
  return [[span(label, 'dim'), span(sparkline(condense(worst, width, 'greatest'), glyphs), 'wait'), span(note, 'dim')]];
}

function emptyText({ session, report }: DashboardData): string {
  if (session !== null) return 'No call has been answered yet; each answer counts here.';
  return report.sessions.length === 0
    ? 'The round trips of chunk uploads, index appends and previous indexes are counted here.'
    : 'Latency is told of one session at a time: choose one with [ and ].';
}
