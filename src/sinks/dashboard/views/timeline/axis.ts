// The time axis of timeline and flow, and the row of window stalls below it. In: the stretch, a width, the cursor and the range, stalls.
// Out: lines; and which columns were stalled.
import { formatClock, type Stall, type TimeRange } from '../../../../core/report/index.js';
import type { Glyphs, Line } from '../../screen/index.js';
import { joinCells } from './draw-row.js';

const niceStepsMs = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3,
  7200e3, 14_400e3, 43_200e3, 86_400e3,
] as const;
/** Room for `1:12:03.217` and a gap. */
const leastLabelColumns = 13;

export interface AxisMarks {
  readonly cursorMs: number | null;
  readonly range: TimeRange | null;
}

export function axisLine(shown: TimeRange, columnCount: number, marks: AxisMarks, glyphs: Glyphs): Line {
  const spanMs = shown.toMs - shown.fromMs;
  const perMs = columnCount / spanMs;
  const cells = Array.from({ length: columnCount }, () => ({ text: glyphs.rule, style: 'dim' as const }) as AxisCell);
  const columnOf = (atMs: number): number => Math.round((atMs - shown.fromMs) * perMs);
  const marked = [marks.range?.fromMs, marks.range?.toMs, marks.cursorMs].flatMap((atMs) =>
    atMs === undefined || atMs === null ? [] : [columnOf(atMs)],
  );
  const put = (atMs: number, text: string, style: AxisCell['style']): void => {
    const first = columnOf(atMs);
    // Half a time, or one with a mark in it, is read as another.
    if (first < 0 || first + text.length > columnCount) return;
    if (style === 'dim' && marked.some((column) => column >= first && column < first + text.length)) return;
    for (const [index, character] of [...text].entries()) cells[first + index] = { text: character, style };
  };
  const stepMs = niceStepsMs.find((step) => step * perMs >= leastLabelColumns) ?? spanMs;
  for (let atMs = Math.ceil(shown.fromMs / stepMs) * stepMs; atMs <= shown.toMs; atMs += stepMs) {
    put(atMs, `${glyphs.tick}${describeTick(atMs, stepMs)}`, 'dim');
  }
  if (marks.range !== null) {
    put(marks.range.fromMs, '[', 'key');
    put(marks.range.toMs, ']', 'key');
  }
  if (marks.cursorMs !== null) put(Math.min(marks.cursorMs, shown.toMs - 1 / perMs), glyphs.pointer, 'key');
  return joinCells(cells);
}

interface AxisCell {
  readonly text: string;
  readonly style: 'dim' | 'key';
}

function describeTick(atMs: number, stepMs: number): string {
  const clock = formatClock(atMs);
  return stepMs >= 1000 ? clock.replace(/\.\d+$/, '') : clock;
}

export interface StalledColumns {
  readonly connection: readonly boolean[];
  readonly stream: readonly boolean[];
}

export function stalledColumns(stalls: readonly Stall[], shown: TimeRange, columnCount: number): StalledColumns {
  const perMs = columnCount / (shown.toMs - shown.fromMs);
  const columns = {
    connection: new Array<boolean>(columnCount).fill(false),
    stream: new Array<boolean>(columnCount).fill(false),
  };
  for (const { scope, fromMs, toMs } of stalls) {
    const first = Math.max(0, Math.floor((fromMs - shown.fromMs) * perMs));
    const last = Math.min(columnCount, Math.ceil(((toMs ?? Infinity) - shown.fromMs) * perMs));
    columns[scope].fill(true, Math.min(first, columnCount), Math.max(first, last));
  }
  return columns;
}

/** Null: no window was used up in what is shown. */
export function stallLine({ connection, stream }: StalledColumns, glyphs: Glyphs): Line | null {
  if (!connection.includes(true) && !stream.includes(true)) return null;
  return joinCells(
    connection.map((isStalled, column) => {
      if (isStalled) return { text: glyphs.stalled, style: 'bad' as const };
      return stream[column] === true
        ? { text: glyphs.stalledStream, style: 'warn' as const }
        : { text: ' ', style: 'plain' as const };
    }),
  );
}
