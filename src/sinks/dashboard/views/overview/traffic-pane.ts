// Bytes each way, calls in flight, upload window, over the last minute. In: data, room. Out: a pane.
// The window is what the server still lets the client send on the connection; at 0 the client must wait.
import { countOf, formatBytes, formatRate, type SeriesPoint } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { minuteSecondCount } from '../../read-data.js';
import {
  condense,
  fitLine,
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

export function trafficPane(data: DashboardData, paper: Paper): Pane {
  const { glyphs, size } = paper;
  const { session, lastMinute, seconds } = data;
  const isOver = session !== null && session.outcome !== 'open';
  const last = data.numbers === null ? `${isOver ? 'its last' : 'last'}` : 'these';
  const stretch = `${last} ${seconds.length} s`;
  const hasNone = seconds.every(isSilent);
  const heading = ruleWithTitle('Traffic', hasNone ? '' : stretch, size.columnCount, glyphs);
  if (hasNone) {
    const text = 'Nothing in the last minute. Bars grow here as soon as bytes pass.';
    return { heading, body: emptyNote(text, paper.size.columnCount), minRowCount: 2 };
  }
  const inFlight =
    data.numbers === null ? (session?.inFlight ?? null) : { ...data.numbers.inFlight, open: data.openCalls.length };
  const windows = seconds.map((point) => point.connectionWindowMinBytes);
  const lastWindow = windows.findLast((bytes) => bytes !== null) ?? null;
  const peak = (pick: (point: SeriesPoint) => number): string => `peak ${formatRate(Math.max(...seconds.map(pick)))}`;
  const rows: readonly TrafficRow[] = [
    {
      label: `${glyphs.toServer} to server`,
      now: formatRate(lastMinute.toServerBytesPerSec),
      values: seconds.map((point) => point.toServerBytes),
      style: 'toServer',
      note: peak((point) => point.toServerBytes),
    },
    {
      label: `${glyphs.toClient} to client`,
      now: formatRate(lastMinute.toClientBytesPerSec),
      values: seconds.map((point) => point.toClientBytes),
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
      note: describeWindow(data, lastWindow),
    },
  ];
  return { heading, body: rows.map((row) => trafficRow(row, paper)), minRowCount: 5 };
}

const isSilent = (point: SeriesPoint): boolean =>
  point.toServerBytes === 0 && point.toClientBytes === 0 && point.inFlightMax === 0;

function describeWindow({ lastMinute }: DashboardData, lastWindow: number | null): string {
  if (lastWindow === null) return 'not known yet';
  const { windowEmptySecondCount, secondCount } = lastMinute;
  return windowEmptySecondCount === 0 ? 'never empty' : `empty in ${windowEmptySecondCount} of ${secondCount} s`;
}

interface TrafficRow {
  readonly label: string;
  readonly now: string;
  readonly values: readonly (number | null)[];
  /** Of seconds that share a sign; the greatest unless said. */
  readonly keep?: 'least';
  readonly style: Style;
  readonly note: string;
}

function trafficRow({ label, now, values, keep, style, note }: TrafficRow, { size, glyphs }: Paper): Line {
  const room = Math.max(10, size.columnCount - labelWidth - nowWidth - noteWidth - 6);
  // A window that is used up is no silence: somebody waits.
  const zero = keep === 'least' ? glyphs.stuck : ' ';
  const signs = sparkline(condense(values, room, keep ?? 'greatest'), glyphs, zero);
  return [
    ...fitLine([span(` ${label}`)], labelWidth + 1, ''),
    ...fitLine([span(now, 'strong')], nowWidth, '', 'right'),
    span('  '),
    ...fitLine([span(signs, style)], Math.min(room, minuteSecondCount), '', 'right'),
    span('  '),
    span(note, 'dim'),
  ];
}
