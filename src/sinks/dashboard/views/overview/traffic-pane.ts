// Bytes each way, calls in flight, upload window, one character a second over the last minute. In: data, room. Out: a pane.
// The window is what the server still lets the client send on the connection; at 0 the client must wait.
import { formatBytes, formatRate, type SeriesPoint } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { fitLine, type Line, line, type Pane, ruleWithTitle, type Style, span, sparkline } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { orUnknown } from '../words.js';

const labelWidth = 13;
const nowWidth = 11;

export function trafficPane(data: DashboardData, paper: Paper): Pane {
  const { glyphs, size } = paper;
  const { session, lastMinute, seconds } = data;
  const isOver = session !== null && session.outcome !== 'open';
  const stretch = `${isOver ? 'its last' : 'last'} ${seconds.length} s`;
  const heading = ruleWithTitle('Traffic', stretch, size.columnCount, glyphs);
  if (seconds.every(isSilent)) {
    const text = '  Nothing in the last minute. Bars grow here as soon as bytes pass.';
    return { heading, body: [line(text, 'dim')], minRowCount: 2 };
  }
  const inFlight = session?.inFlight ?? null;
  const windows = seconds.map((point) => point.connectionWindowMinBytes);
  const lastWindow = windows.findLast((bytes) => bytes !== null) ?? null;
  const row = (label: string, now: string, values: readonly (number | null)[], style: Style, note: string): Line =>
    trafficRow({ label, now, values, style, note }, paper);
  return {
    heading,
    body: [
      row(
        `${glyphs.toServer} to server`,
        formatRate(lastMinute.toServerBytesPerSec),
        seconds.map((point) => point.toServerBytes),
        'toServer',
        `peak ${formatRate(Math.max(...seconds.map((point) => point.toServerBytes)))}`,
      ),
      row(
        `${glyphs.toClient} to client`,
        formatRate(lastMinute.toClientBytesPerSec),
        seconds.map((point) => point.toClientBytes),
        'toClient',
        `peak ${formatRate(Math.max(...seconds.map((point) => point.toClientBytes)))}`,
      ),
      row(
        '  in flight',
        inFlight === null ? '' : `${inFlight.open} calls`,
        seconds.map((point) => point.inFlightMax),
        'bar',
        inFlight === null ? 'calls' : `max ${inFlight.max}, mean ${inFlight.mean.toFixed(1)}`,
      ),
      row('  window left', orUnknown(lastWindow, formatBytes), windows, 'wait', describeWindow(data, lastWindow)),
    ],
    minRowCount: 5,
  };
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
  readonly style: Style;
  readonly note: string;
}

function trafficRow({ label, now, values, style, note }: TrafficRow, { size, glyphs }: Paper): Line {
  const noteWidth = 19;
  const sparkWidth = Math.max(10, size.columnCount - labelWidth - nowWidth - noteWidth - 6);
  return [
    ...fitLine([span(` ${label}`)], labelWidth + 1, ''),
    ...fitLine([span(now, 'strong')], nowWidth, '', 'right'),
    span('  '),
    ...fitLine([span(sparkline(values.slice(-sparkWidth), glyphs), style)], Math.min(sparkWidth, 60), '', 'right'),
    span('  '),
    span(note, 'dim'),
  ];
}
