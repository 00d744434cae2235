// How many calls took how long. In: calls, a part of their time, its percentiles, room. Out: columns on a logarithmic axis, with
// marks where the percentiles are.
import {
  binLatency,
  type CallPart,
  type CallRow,
  countOf,
  formatDuration,
  type PartSummary,
} from '../../../../core/report/index.js';
import { columnChart, type Line, type Style, span } from '../../screen/index.js';
import type { Paper } from '../view.js';

const gutterWidth = 9;
const maxColumnWidth = 6;
/** Marks, axis and its labels. */
const axisRowCount = 3;
const leastChartRowCount = 2;
const partStyles: Readonly<Record<CallPart, Style>> = {
  total: 'plain',
  upload: 'toServer',
  wait: 'wait',
  response: 'toClient',
};

export function drawHistogram(
  calls: readonly CallRow[],
  part: CallPart,
  summary: PartSummary,
  { size, glyphs }: Paper,
): readonly Line[] {
  const { edgesMs, operations } = binLatency(calls, part);
  const counts = Array.from({ length: Math.max(0, edgesMs.length - 1) }, (_, bin) =>
    operations.reduce((sum, { counts: own }) => sum + (own[bin] ?? 0), 0),
  );
  const room = size.columnCount - gutterWidth - 1;
  const rowCount = Math.max(leastChartRowCount, size.rowCount - axisRowCount);
  const columnWidth = Math.max(1, Math.min(maxColumnWidth, Math.floor(room / Math.max(1, counts.length))));
  const chart = columnChart({ values: counts, rowCount, columnWidth, style: partStyles[part] }, glyphs);
  const greatest = counts.reduce((a, b) => Math.max(a, b), 0);
  const lines = chart.map(
    (columns, row): Line => [
      span((row === 0 ? countOf(greatest, 'call') : '').slice(0, gutterWidth - 1).padStart(gutterWidth - 1), 'dim'),
      span(glyphs.divider, 'dim'),
      ...columns,
    ],
  );
  const columnAt = (atMs: number): number => {
    const bin = edgesMs.findLastIndex((edge) => edge <= atMs);
    return Math.max(0, Math.min(bin, counts.length - 1)) * columnWidth;
  };
  const gutter = span(' '.repeat(gutterWidth));
  const marks = placeTexts(
    [
      { column: columnAt(summary.p99Ms), text: `${glyphs.up}p99` },
      { column: columnAt(summary.p95Ms), text: `${glyphs.up}p95` },
      { column: columnAt(summary.p50Ms), text: `${glyphs.up}p50` },
    ],
    room,
  );
  const axis = edgesMs.map((edge, bin) => ({
    column: bin * columnWidth,
    text: `${glyphs.tick}${formatDuration(edge)}`,
  }));
  return [...lines, [gutter, span(marks, 'key')], [gutter, span(placeTexts(axis, room), 'dim')]];
}

interface PlacedText {
  readonly column: number;
  readonly text: string;
}

/** Those that come first have their place; a text that would touch one of them is left out. */
function placeTexts(texts: readonly PlacedText[], columnCount: number): string {
  const cells = new Array<string>(columnCount).fill(' ');
  for (const { column, text } of texts) {
    const end = column + text.length;
    if (end > columnCount) continue;
    const isFree = cells.slice(Math.max(0, column - 1), end + 1).every((cell) => cell === ' ');
    if (isFree) cells.splice(column, text.length, ...text);
  }
  return cells.join('').trimEnd();
}
