// View 1, the overview: everything that matters about the running and the ended sessions on one screen (product.md 4).
// In: model, data, room. Out: lines: panes below each other, two columns of them where the screen is wide.
import { wideColumnCount } from '../../layout.js';
import { besides, type Pane, stackPanes } from '../../screen/index.js';
import type { View } from '../view.js';
import { archivesPane } from './archives-pane.js';
import { dedupPane } from './dedup-pane.js';
import { latencyPane } from './latency-pane.js';
import { messagesPane } from './messages-pane.js';
import { sessionsPane } from './sessions-pane.js';
import { stuckPane } from './stuck-pane.js';
import { trafficPane } from './traffic-pane.js';

/** In two columns the sessions take this part of the height at most. */
const sessionsShare = 1 / 3;

export const overviewView: View = {
  id: 'overview',
  key: '1',
  help: 'overview: sessions, traffic, chunk checks, dedup, stuck calls',
  render(_model, data, paper) {
    const { rowCount, columnCount } = paper.size;
    const sessions = sessionsPane(data, paper);
    if (columnCount < wideColumnCount) {
      // First come, first served: what tells that something is wrong stands before what tells how much there was.
      const panes = [
        sessions,
        trafficPane(data, paper),
        latencyPane(data, paper),
        dedupPane(data, paper),
        stuckPane(data, paper),
        messagesPane(data, paper),
        archivesPane(data, paper),
      ];
      return stackPanes(panes, rowCount, paper.glyphs);
    }
    const top = stackPanes([sessions], Math.floor(rowCount * sessionsShare), paper.glyphs);
    const gap = ` ${paper.glyphs.divider} `;
    const leftWidth = Math.floor((columnCount - gap.length) / 2);
    const left = { ...paper, size: { columnCount: leftWidth, rowCount } };
    const right = { ...paper, size: { columnCount: columnCount - gap.length - leftWidth, rowCount } };
    const stack = (panes: readonly Pane[]) => stackPanes(panes, rowCount - top.length, paper.glyphs);
    const leftLines = stack([trafficPane(data, left), dedupPane(data, left), archivesPane(data, left)]);
    const rightLines = stack([latencyPane(data, right), stuckPane(data, right), messagesPane(data, right)]);
    return [...top, ...besides(leftLines, rightLines, leftWidth, gap)];
  },
};
