// Calls that do not move. In: data, room. Out: a pane: each with its silence, what has passed, and who owes the next byte.
// Those that are stuck now come first; those that were when they ended follow.
import { formatBytes, formatDuration, type StuckCall } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { type Line, type Pane, ruleWithTitle, span, wrapText } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { emptyNote } from '../words.js';

export function stuckPane(data: DashboardData, paper: Paper): Pane {
  const { size, glyphs } = paper;
  const sessions = data.session === null ? data.report.sessions : [data.session];
  const calls = sessions.flatMap((session) => session.stuckCalls);
  const now = calls.filter((call) => call.state === 'open');
  const before = calls.filter((call) => call.state !== 'open');
  const words = [
    now.length > 0 ? `${now.length} now` : 'none now',
    before.length > 0 ? `${before.length} earlier` : '',
  ];
  const heading = ruleWithTitle('Stuck calls', words.filter(Boolean).join(', '), size.columnCount, glyphs);
  if (calls.length === 0) {
    const text = 'None. A call without any progress for 5 s or more appears here.';
    return { heading, body: emptyNote(text, paper.size.columnCount), minRowCount: 1, cut: 'whole' };
  }
  const [first = [], ...others] = [...now, ...before].map((call) => stuckLines(call, paper));
  // Who must move is the point: the first is shown whole.
  return { heading, body: [first, ...others].flat(), minRowCount: 1 + first.length + Math.min(1, others.length) };
}

function stuckLines(call: StuckCall, { size, glyphs }: Paper): Line[] {
  const isNow = call.state === 'open';
  const style = isNow ? 'bad' : 'dim';
  const sent = `${formatBytes(call.requestBytes)} sent, ${formatBytes(call.responseBytes)} received`;
  const silence = `${isNow ? 'silent for' : `${call.state} after`} ${formatDuration(call.silentMs)}`;
  const width = Math.max(20, size.columnCount - 5);
  const owes = wrapText(call.owes, width, isNow ? 'strong' : 'dim');
  const [first = [], ...more] = wrapText(`${describeWho(call)}: ${silence}, ${sent}`, width, isNow ? 'plain' : 'dim');
  return [[span(` ${glyphs.stuck} `, style), ...first], ...[...more, ...owes].map((text) => [span('   '), ...text])];
}

const describeWho = ({ operation, archive }: StuckCall): string =>
  archive === null ? operation : `${operation} ${archive}`;
