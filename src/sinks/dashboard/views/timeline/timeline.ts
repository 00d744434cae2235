// View 2, the timeline: a waterfall of calls, one lane per archive, calls that overlap below each other, window stalls shaded.
// In: model, data (calls of what is shown), room. Out: lines.
import { countInFlight, countOf, formatCount, formatDuration } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import type { Model } from '../../model.js';
import { fitLine, type Line, line, type Pane, ruleWithTitle, span, stackPanes } from '../../screen/index.js';
import type { Paper, View } from '../view.js';
import { emptyNote } from '../words.js';
import { axisLine, stalledColumns, stallLine } from './axis.js';
import { drawRow } from './draw-row.js';
import { type Lane, lanesOf } from './lanes.js';
import { legendLine } from './operation-signs.js';
import { packCalls } from './pack-calls.js';

export const timelineView: View = {
  id: 'timeline',
  key: '2',
  help: 'timeline: a waterfall of the calls, one lane for each archive',
  render(model, data, paper) {
    const { columnCount, rowCount } = paper.size;
    const { shown, playback } = data;
    const cursorMs = model.time.cursorMs ?? (playback === null || playback.isPlaying ? null : playback.positionMs);
    const stalled = stalledColumns(data.stalls, shown, columnCount);
    const stalls = stallLine(stalled, paper.glyphs);
    const top = [
      describeShown(model, data, paper),
      axisLine(shown, columnCount, { cursorMs, range: model.time.range }, paper.glyphs),
      ...(stalls === null ? [] : [stalls]),
    ];
    const lanes = lanesOf(data);
    if (lanes.length === 0) return [...top, ...emptyNote(emptyText(data), columnCount)];
    const isStalledAt = stalled.connection.map((one, column) => one || stalled.stream[column] === true);
    const first = Math.min(model.firstLane, lanes.length - 1);
    const panes = lanes.slice(first).map((lane) => lanePane(lane, data, isStalledAt, paper));
    const room = rowCount - top.length - 1;
    const body = stackPanes(panes, room, paper.glyphs);
    const padding = Array.from({ length: Math.max(0, room - body.length) }, (): Line => []);
    return [
      ...top,
      ...body,
      ...padding,
      legendLine(new Set(data.rows.map((call) => call.operation)), columnCount, paper.glyphs),
    ];
  },
  targetAt(_model, { shown }, { size }, { column }) {
    return { kind: 'moment', atMs: shown.fromMs + ((column + 1) / size.columnCount) * (shown.toMs - shown.fromMs) };
  },
};

function describeShown({ table, time }: Model, data: DashboardData, { size, glyphs }: Paper): Line {
  const { shown, session, rows, calls, isCallListCut } = data;
  const whose = session === null ? 'all sessions' : `session ${session.id}`;
  const isFiltered = table.filter.terms.length > 0;
  const count = isFiltered
    ? `${formatCount(rows.length)} of ${countOf(calls.length, 'call')}`
    : countOf(calls.length, 'call');
  const cut = isCallListCut ? ', the newest; + zooms in' : '';
  const filter = isFiltered ? `, ${table.filter.text}` : '';
  const width = `${formatDuration(shown.toMs - shown.fromMs)} wide${time.spanMs === null ? '' : ', 0: all'}`;
  return ruleWithTitle(`${count} of ${whose}${cut}${filter}`, width, size.columnCount, glyphs);
}

function lanePane({ name, calls }: Lane, data: DashboardData, isStalledAt: readonly boolean[], paper: Paper): Pane {
  const { size, glyphs } = paper;
  const { rows, unplacedCount } = packCalls(calls, data.shown, size.columnCount, data.report.durationMs);
  const most = countInFlight(calls, data.shown).max;
  const depth = most <= 1 ? 'one at a time' : `up to ${most} at a time`;
  const note =
    calls.length === 0 ? 'no call here' : calls.length === 1 ? '1 call' : `${countOf(calls.length, 'call')}, ${depth}`;
  const heading = fitLine(
    [span(` ${glyphs.cursor} `, 'dim'), span(name, 'title'), span(`  ${note}`, 'dim')],
    size.columnCount,
    glyphs.ellipsis,
  );
  const body = rows.map((row) => drawRow(row, isStalledAt, glyphs));
  if (unplacedCount > 0) body.push(line(`   ${countOf(unplacedCount, 'more call')} at the same time`, 'dim'));
  return { heading, body, minRowCount: Math.min(2, 1 + body.length) };
}

function emptyText({ report }: DashboardData): string {
  return report.sessions.length === 0
    ? 'No call yet. Each one becomes a bar here, from the head of its request to the end of its reply: point the repository of a client at pbscope.'
    : 'No call in this stretch of time. - shows more of it, 0 all of the session.';
}
