// View 7, the events: one line for each fact of the protocol, as traces hold them; the one under the cursor in full. In: model, data,
// room. Out: lines.
import { countOf, type EventRow, formatClock } from '../../../../core/report/index.js';
import { type DashboardData, selectedEvent } from '../../data.js';
import { eventDetailCount, eventRowCount } from '../../layout.js';
import type { Model } from '../../model.js';
import {
  type Column,
  type Line,
  layOutTable,
  line,
  restyle,
  ruleWithTitle,
  type Style,
  span,
  wrapText,
} from '../../screen/index.js';
import type { Paper, View } from '../view.js';
import { emptyNote, timeOfDay } from '../words.js';
import { meaningOf } from './meanings.js';

const badKinds: ReadonlySet<EventRow['kind']> = new Set([
  'problem',
  'wentDark',
  'dropped',
  'streamReset',
  'tlsFailed',
  'goAway',
]);
const warnKinds: ReadonlySet<EventRow['kind']> = new Set(['windowStall', 'pressure', 'logLine']);
/** Many and of little news each. */
const dimKinds: ReadonlySet<EventRow['kind']> = new Set([
  'data',
  'traffic',
  'bodyPart',
  'bodyEnd',
  'tcpFacts',
  'roundTrip',
]);

export const eventsView: View = {
  id: 'events',
  key: '7',
  help: 'events: one line for each fact of the protocol',
  render(model, data, paper) {
    const { columnCount } = paper.size;
    const table = layOutTable({ heading: describeList(model, data), indent: 1, columns }, columnCount, paper.glyphs);
    const rowCount = eventRowCount(model);
    const selected = selectedEvent(data, model);
    const { firstRow } = model.events;
    const lines = data.events.slice(firstRow, firstRow + rowCount).map((event, index): Line => {
      const drawn = table.line(event);
      if (firstRow + index !== selected) return drawn;
      return restyle([span(paper.glyphs.cursor), ...drawn.slice(1)], 'selected');
    });
    const body = lines.length === 0 ? emptyNote(emptyText(model, data), columnCount) : lines;
    const padding = Array.from({ length: Math.max(0, rowCount - body.length) }, (): Line => []);
    const event = data.events[selected];
    const detail = model.events.isDetailOpen && event !== undefined ? renderDetail(event, data, paper) : [];
    return [table.heading, ...body, ...padding, ...detail.slice(0, eventDetailCount(model))];
  },
};

const columns: readonly Column<EventRow>[] = [
  { title: 'time', width: 11, align: 'right', cell: (event) => line(formatClock(event.atMs), 'dim') },
  {
    title: 'on',
    width: 4,
    align: 'right',
    cell: ({ connection }) => line(connection === 0 ? '-' : String(connection), 'dim'),
  },
  { title: '', width: 20, align: 'left', isGrowing: true, cell: (event) => line(event.text, styleOf(event)) },
];

function styleOf({ kind }: EventRow): Style {
  if (badKinds.has(kind)) return 'bad';
  if (warnKinds.has(kind)) return 'warn';
  return dimKinds.has(kind) ? 'dim' : 'plain';
}

function describeList(
  { events: { search }, isPaused }: Model,
  { events, isEventListCut, session }: DashboardData,
): string {
  const whose = session === null ? 'all connections' : `connection ${session.connection}`;
  const first = events[0];
  const isOlderGone = first !== undefined && first.id > 1 && !isEventListCut && session === null && search === '';
  const cut = isEventListCut
    ? `, newest only${isPaused ? '' : ' (pause: more)'}`
    : isOlderGone
      ? ', older ones are in the trace'
      : '';
  const what = search === '' ? '' : ` with "${search}"`;
  return `${countOf(events.length, 'event')}${what} of ${whose}${cut}`;
}

function renderDetail(event: EventRow, { report }: DashboardData, { size, glyphs, zone }: Paper): Line[] {
  const title = `Event ${event.id}: ${event.kind} at ${timeOfDay(report, event.atMs, zone)}`;
  const heading = ruleWithTitle(title, 'esc closes', size.columnCount, glyphs);
  const width = Math.max(20, size.columnCount - 2);
  const lines = [...wrapText(meaningOf(event.kind), width, 'dim'), ...wrapText(event.text, width)];
  return [heading, ...lines.map((text) => [span(' '), ...text])];
}

function emptyText({ events: { search } }: Model, { report }: DashboardData): string {
  if (search !== '') return `No event has "${search}" in it. Press / to look for something else, esc for all of them.`;
  return report.connections.length === 0
    ? 'No event yet. Each fact that was seen on the wire becomes a line here as soon as a client connects.'
    : 'No event of this stretch is kept any more; the trace has them all (--record FILE, then pbscope open FILE).';
}
