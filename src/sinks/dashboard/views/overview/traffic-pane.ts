// Bytes each way, calls in flight, upload window, over the last minute. In: data, room. Out: a pane.
// The window is what the receiver still lets the sender send on the connection (of a restore, the client the server); at 0 it must wait.
import { countOf, formatBytes, formatRate, type SeriesPoint } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { tallRowCount } from '../../layout.js';
import { minuteSecondCount } from '../../read-data.js';
import {
  columnChart,
  condense,
  fitLine,
  type Glyphs,
  type Line,
  type Pane,
  ruleWithTitle,
  type Style,
  span,
  sparkline,
} from '../../screen/index.js';
import type { Paper } from '../view.js';
import { emptyNote, orUnknown } from '../words.js';

const labelWidth = 13;
const nowWidth = 11;
const noteWidth = 19;
const tallChartRowCount = 3;

export function trafficPane(data: DashboardData, paper: Paper): Pane {
  const { glyphs, size } = paper;
  const { session, lastMinute, seconds } = data;
  const isOver = session !== null && session.outcome !== 'open';
  const last = data.numbers === null ? `${isOver ? 'its last' : 'last'}` : 'these';
  const stretch = `${last} ${seconds.length} s`;
  const hasNone = seconds.every(isSilent);
  const heading = ruleWithTitle('Traffic', hasNone ? '' : stretch, size.columnCount, glyphs);
  if (hasNone) {
    const text =
      data.numbers === null
        ? 'Nothing in the last minute. Bars grow here as soon as bytes pass.'
        : 'Nothing passed in this stretch of time, and no call was open.';
    return { heading, body: emptyNote(text, paper.size.columnCount), minRowCount: 2 };
  }
  const inFlight =
    data.numbers === null ? (session?.inFlight ?? null) : { ...data.numbers.inFlight, open: data.openCalls.length };
  // Of the side that sends the data.
  const windows = seconds.map((point) =>
    session?.kind === 'restore' ? point.toClientWindowMinBytes : point.connectionWindowMinBytes,
  );
  const lastWindow = windows.findLast((bytes) => bytes !== null) ?? null;
  const peak = (pick: (point: SeriesPoint) => number): string => `peak ${formatRate(Math.max(...seconds.map(pick)))}`;
  const rows: readonly TrafficRow[] = [
    {
      label: `${glyphs.toServer} to server`,
      now: formatRate(lastMinute.toServerBytesPerSec),
      values: seconds.map((point) => point.toServerBytes),
      isTall: true,
      style: 'toServer',
      note: peak((point) => point.toServerBytes),
    },
    {
      label: `${glyphs.toClient} to client`,
      now: formatRate(lastMinute.toClientBytesPerSec),
      values: seconds.map((point) => point.toClientBytes),
      isTall: true,
      style: 'toClient',
      note: peak((point) => point.toClientBytes),
    },
    {
      label: '  in flight',
      now: inFlight === null ? '' : countOf(inFlight.open, 'call'),
      values: seconds.map((point) => point.inFlightMax),
      style: 'plain',
      note: inFlight === null ? 'calls' : `max ${inFlight.max}, mean ${inFlight.mean.toFixed(1)}`,
    },
    {
      label: '  window left',
      now: orUnknown(lastWindow, formatBytes),
      values: windows,
      keep: 'least',
      style: 'wait',
      note: describeWindow(windows),
    },
  ];
  const body = rows.flatMap((row) => trafficRow(row, paper));
  return { heading, body, minRowCount: 1 + body.length };
}

const isSilent = (point: SeriesPoint): boolean =>
  point.toServerBytes === 0 && point.toClientBytes === 0 && point.inFlightMax === 0;

function describeWindow(windows: readonly (number | null)[]): string {
  const known = windows.filter((bytes) => bytes !== null);
  if (known.length === 0) return 'not known yet';
  const emptyCount = known.filter((bytes) => bytes <= 0).length;
  return emptyCount === 0 ? 'never empty' : `empty in ${emptyCount} of ${windows.length} s`;
}

interface TrafficRow {
  readonly label: string;
  readonly now: string;
  readonly values: readonly (number | null)[];
  /** Of seconds that share a sign; the greatest unless said. */
  readonly keep?: 'least';
  /** Where the screen is tall enough. */
  readonly isTall?: true;
  readonly style: Style;
  readonly note: string;
}

function trafficRow(row: TrafficRow, { size, glyphs }: Paper): Line[] {
  const room = Math.max(10, size.columnCount - labelWidth - nowWidth - noteWidth - 6);
  const columnWidth = Math.max(1, Math.floor(room / minuteSecondCount));
  const values = condense(row.values, Math.floor(room / columnWidth), row.keep ?? 'greatest');
  const isTall = row.isTall === true && size.rowCount >= tallRowCount;
  const chart = isTall
    ? columnChart({ values, rowCount: tallChartRowCount, columnWidth, style: row.style }, glyphs)
    : [drawSigns(row, values, columnWidth, glyphs)];
  const chartWidth = Math.min(room, minuteSecondCount * columnWidth);
  return chart.map((drawn, index): Line => {
    const isLast = index === chart.length - 1;
    return [
      ...fitLine([span(isLast ? ` ${row.label}` : '')], labelWidth + 1, ''),
      ...fitLine([span(isLast ? row.now : '', 'strong')], nowWidth, '', 'right'),
      span('  '),
      ...fitLine(drawn, chartWidth, '', 'right'),
      span(isLast ? `  ${row.note}` : '', 'dim'),
    ];
  });
}

function drawSigns(
  { keep, style }: TrafficRow,
  values: readonly (number | null)[],
  columnWidth: number,
  glyphs: Glyphs,
): Line {
  // A window that is used up is no silence: somebody waits.
  const zero = keep === 'least' ? glyphs.stuck : ' ';
  const signs = [...sparkline(values, glyphs, zero)].map((sign) => sign.repeat(columnWidth));
  return [span(signs.join(''), style)];
}
