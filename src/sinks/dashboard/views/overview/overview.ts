// View 1, the overview: everything that matters about the running and the ended sessions on one screen (product.md 4).
// In: model, data, room. Out: lines: panes below each other, two columns of them where the screen is wide.
import type { DashboardData } from '../../data.js';
import { wideColumnCount } from '../../layout.js';
import { besides, type Line, type Pane, stackPanes } from '../../screen/index.js';
import type { Paper, View } from '../view.js';
import { archivesPanes } from './archives-pane.js';
import { dedupPane } from './dedup-pane.js';
import { findingPanes } from './finding-pane.js';
import { latencyPane } from './latency-pane.js';
import { messagesPane } from './messages-pane.js';
import { openCallsPane } from './open-calls-pane.js';
import { sessionsPane } from './sessions-pane.js';
import { stuckPane } from './stuck-pane.js';
import { trafficPane } from './traffic-pane.js';

/** Over two columns finding, traffic and sessions take this part of the height at most. */
const topShare = 0.55;

export const overviewView: View = {
  id: 'overview',
  key: '1',
  help: 'overview: sessions, traffic, chunk checks, dedup, stuck calls',
  render: (_model, data, paper) => layOut(data, paper).lines,
  targetAt(_model, data, paper, { row }) {
    const { lines, sessions } = layOut(data, paper);
    const drawn = lines[row];
    const session = drawn === undefined ? undefined : data.report.sessions[sessions.body.indexOf(drawn)];
    return session === undefined ? null : { kind: 'session', id: session.id };
  },
};

interface LaidOut {
  readonly lines: readonly Line[];
  /** Its lines are among them. */
  readonly sessions: Pane;
}

function layOut(data: DashboardData, paper: Paper): LaidOut {
  const { rowCount, columnCount } = paper.size;
  const sessions = sessionsPane(data, paper);
  const traffic = trafficPane(data, paper);
  if (columnCount < wideColumnCount) {
    const stuck = stuckPane(data, paper);
    const hasStuck = stuck.body.length > 1;
    // First come, first served: a call that hangs stands before what tells how much there was.
    const panes = [
      sessions,
      ...findingPanes(data, paper),
      ...(hasStuck ? [stuck] : []),
      traffic,
      latencyPane(data, paper),
      dedupPane(data, paper),
      ...(hasStuck ? [] : [stuck]),
      messagesPane(data, paper),
      ...archivesPanes(data, paper),
      openCallsPane(data, paper),
    ];
    return { sessions, lines: stackPanes(panes, rowCount, paper.glyphs) };
  }
  const top = stackPanes(
    [...findingPanes(data, paper), traffic, sessions],
    Math.floor(rowCount * topShare),
    paper.glyphs,
  );
  const gap = ` ${paper.glyphs.divider} `;
  const leftWidth = Math.floor((columnCount - gap.length) / 2);
  const left = { ...paper, size: { columnCount: leftWidth, rowCount } };
  const right = { ...paper, size: { columnCount: columnCount - gap.length - leftWidth, rowCount } };
  const stack = (panes: readonly Pane[]) => stackPanes(panes, rowCount - top.length, paper.glyphs);
  const leftLines = stack([latencyPane(data, left), ...archivesPanes(data, left), messagesPane(data, left)]);
  const rightLines = stack([dedupPane(data, right), stuckPane(data, right), openCallsPane(data, right)]);
  const lines = [...top, ...besides(leftLines, rightLines, leftWidth, gap, paper.glyphs.ellipsis)];
  return { sessions, lines };
}
