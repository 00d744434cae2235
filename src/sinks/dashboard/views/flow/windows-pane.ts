// Windows, bytes and calls under way over the time that is shown. In: model, data, room. Out: a pane of charts, each with its label, what
// it is at the end and its extreme; higher charts where there is room.
import { formatBytes, type SeriesStep, type SteppedSeries, stepSeries } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { tallRowCount } from '../../layout.js';
import type { Model } from '../../model.js';
import { columnChart, fitLine, type Line, type Pane, ruleWithTitle, type Style, span } from '../../screen/index.js';
import { axisLine, stalledColumns, stallLine } from '../timeline/index.js';
import type { Paper } from '../view.js';
import { emptyNote, orUnknown } from '../words.js';

const labelWidth = 19;
const nowWidth = 11;
const noteWidth = 21;
const tallChartRowCount = 3;

interface Chart {
  readonly label: string;
  readonly style: Style;
  readonly pick: (step: SeriesStep) => number | null;
  /** At the end of a step; absent: as picked. */
  readonly pickEnd?: (step: SeriesStep) => number;
  readonly format: (value: number) => string;
  readonly extreme: 'least' | 'most';
  readonly note?: string;
}

export function windowsPane(model: Model, data: DashboardData, paper: Paper): Pane {
  const { size, glyphs } = paper;
  const room = Math.max(10, size.columnCount - labelWidth - nowWidth - noteWidth - 4);
  const series = stepSeries(data.shownSeconds, data.shown, room);
  const heading = ruleWithTitle('Windows and what is under way', describeStep(series), size.columnCount, glyphs);
  if (data.shownSeconds.length === 0) {
    const text = 'Nothing in this stretch of time. Windows and bytes are drawn here as soon as HTTP/2 data passes.';
    return { heading, body: emptyNote(text, size.columnCount), minRowCount: 2 };
  }
  const rowCount = size.rowCount >= tallRowCount ? tallChartRowCount : 1;
  const charts = chartsOf(data).filter(({ pick }) => series.steps.some((step) => (pick(step) ?? 0) > 0));
  const drawn = charts.flatMap((chart) =>
    drawChart(chart, series, { room, rowCount, nowMs: data.report.durationMs }, paper),
  );
  const columnCount = Math.max(1, Math.floor(room / series.steps.length) * series.steps.length);
  const stalls = stallLine(stalledColumns(data.stalls, endOf(series), columnCount), glyphs);
  const indent = span(' '.repeat(labelWidth + nowWidth + 2));
  const marks = { cursorMs: model.time.cursorMs, range: model.time.range };
  const body = [
    ...drawn,
    ...(stalls === null ? [] : [withLabel('window used up', '', [stalls], '')].flat()),
    [indent, ...axisLine(endOf(series), columnCount, marks, glyphs)],
  ];
  return { heading, body, minRowCount: Math.min(1 + body.length, 7) };
}

const describeStep = ({ stepMs }: SteppedSeries): string => `${stepMs / 1000} s a step`;

function endOf({ steps, stepMs }: SteppedSeries): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = steps[0]?.atMs ?? 0;
  return { fromMs, toMs: fromMs + Math.max(1, steps.length) * stepMs };
}

function chartsOf({ report, session }: DashboardData): readonly Chart[] {
  const connection = report.connections.find((one) => one.id === session?.connection);
  const limit = connection?.settings.server?.['MAX_CONCURRENT_STREAMS'];
  return [
    {
      label: 'window to server',
      style: 'toServer',
      pick: (step) => step.connectionWindowMinBytes,
      format: formatBytes,
      extreme: 'least',
    },
    {
      label: 'window of a stream',
      style: 'toServer',
      pick: (step) => step.streamWindowMinBytes,
      format: formatBytes,
      extreme: 'least',
    },
    {
      label: 'window to client',
      style: 'toClient',
      pick: (step) => step.toClientWindowMinBytes,
      format: formatBytes,
      extreme: 'least',
    },
    {
      label: 'sent, unanswered',
      style: 'wait',
      pick: (step) => step.unansweredMaxBytes,
      format: formatBytes,
      extreme: 'most',
    },
    {
      label: 'calls in flight',
      style: 'plain',
      pick: (step) => step.inFlightMax,
      pickEnd: (step) => step.inFlightAtEnd,
      format: String,
      extreme: 'most',
      note: limit === undefined ? 'no limit told' : `limit ${limit}`,
    },
  ];
}

interface ChartRoom {
  readonly room: number;
  readonly rowCount: number;
  readonly nowMs: number;
}

function drawChart(
  chart: Chart,
  { steps }: SteppedSeries,
  { room, rowCount, nowMs }: ChartRoom,
  { glyphs }: Paper,
): Line[] {
  // What is to come is blank, not unknown.
  const values = steps.map((step) => (step.atMs > nowMs ? 0 : chart.pick(step)));
  const past = steps.filter((step) => step.atMs <= nowMs);
  const columnWidth = Math.max(1, Math.floor(room / values.length));
  const columns = columnChart({ values, rowCount, columnWidth, style: chart.style }, glyphs);
  const known = past.map(chart.pick).filter((value) => value !== null);
  const newest = past.at(-1);
  const last = chart.pickEnd === undefined || newest === undefined ? known.at(-1) : chart.pickEnd(newest);
  const extreme = known.reduce<number | null>(
    (found, value) =>
      found === null ? value : chart.extreme === 'least' ? Math.min(found, value) : Math.max(found, value),
    null,
  );
  const note = [`${chart.extreme} ${orUnknown(extreme, chart.format)}`, chart.note].filter(Boolean).join(', ');
  return withLabel(chart.label, orUnknown(last ?? null, chart.format), columns, note);
}

function withLabel(label: string, now: string, columns: readonly Line[], note: string): Line[] {
  return columns.map((drawn, row) => {
    const isLast = row === columns.length - 1;
    return [
      ...fitLine([span(isLast ? ` ${label}` : '')], labelWidth, ''),
      ...fitLine([span(isLast ? now : '', 'strong')], nowWidth, '', 'right'),
      span('  '),
      ...drawn,
      span(isLast && note !== '' ? `  ${note}` : '', 'dim'),
    ];
  });
}
