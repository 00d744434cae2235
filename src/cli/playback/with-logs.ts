// In: the feed of a recording, and what logs of other programs say of it. Out: a feed whose list of events has their lines among its own, by
// time, and whose report has the section `evidence`. Numbers, calls and charts are those of the wire.
import type { EventQuery, EventRow, ReportEvidence } from '../../core/report/index.js';
import type { DashboardFeed } from '../../sinks/dashboard/index.js';

export function withLogs(feed: DashboardFeed, evidence: ReportEvidence): DashboardFeed {
  const connectionOf = new Map(feed.report().sessions.map(({ id, connection }) => [id, connection]));
  const logRows = evidence.timeline.flatMap(({ file, session, atMs, text }, index): EventRow[] =>
    file === null
      ? []
      : [
          {
            id: -1 - index, // apart from those of Events, which count from 1
            atMs,
            connection: session === null ? 0 : (connectionOf.get(session) ?? 0),
            kind: 'logLine',
            text: `${file}: ${text}`,
          },
        ],
  );
  return {
    ...(feed.playback === undefined ? {} : { playback: feed.playback }),
    report: () => ({ ...feed.report(), evidence }),
    calls: (query) => feed.calls(query),
    series: (query) => feed.series(query),
    stalls: (query) => feed.stalls(query),
    events: (query) => mergeRows(feed.events(query), rowsOf(logRows, query), query),
  };
}

function rowsOf(rows: readonly EventRow[], query: EventQuery): readonly EventRow[] {
  const { connection, fromMs = -Infinity, toMs = Infinity, text = '' } = query;
  return rows.filter(
    (row) =>
      (connection === undefined || row.connection === connection || row.connection === 0) &&
      row.atMs >= fromMs &&
      row.atMs <= toMs &&
      row.text.toLowerCase().includes(text),
  );
}

/** At one time Events come first: a log tells of them. */
function mergeRows(events: readonly EventRow[], lines: readonly EventRow[], query: EventQuery): readonly EventRow[] {
  if (lines.length === 0) return events;
  const { limit = Infinity, order = 'oldest-first' } = query;
  const sign = order === 'newest-first' ? -1 : 1;
  const isLine = ({ kind }: EventRow): number => Number(kind === 'logLine');
  return [...events, ...lines]
    .sort((a, b) => sign * (a.atMs - b.atMs || isLine(a) - isLine(b) || (isLine(a) === 1 ? b.id - a.id : a.id - b.id)))
    .slice(0, limit);
}
