// View 5, flow: what limits now in words, both windows, bytes and calls under way over time, SETTINGS of both ends, where the time
// went. In: model, data (seconds and stalls of what is shown), room. Out: lines.
import { wideColumnCount } from '../../layout.js';
import { besides, type Pane, stackPanes } from '../../screen/index.js';
import type { View } from '../view.js';
import { limitsPane } from './limits-pane.js';
import { settingsPanes } from './settings-pane.js';
import { tcpPanes } from './tcp-pane.js';
import { timePane } from './time-pane.js';
import { windowsPane } from './windows-pane.js';

export const flowView: View = {
  id: 'flow',
  key: '5',
  help: 'flow: windows and calls under way over time, SETTINGS, what limits now',
  render(model, data, paper) {
    const { columnCount, rowCount } = paper.size;
    const top = [limitsPane(data, paper), windowsPane(model, data, paper)];
    const time = timePane(data, paper);
    if (columnCount < wideColumnCount) {
      const panes = [...top, ...settingsPanes(data, paper), time, ...tcpPanes(data, paper)];
      return stackPanes(panes, rowCount, paper.glyphs);
    }
    const gap = ` ${paper.glyphs.divider} `;
    const leftWidth = Math.floor((columnCount - gap.length) / 2);
    const left = { ...paper, size: { columnCount: leftWidth, rowCount } };
    const right = { ...paper, size: { columnCount: columnCount - gap.length - leftWidth, rowCount } };
    const settings = settingsPanes(data, left);
    const tcp = tcpPanes(data, right);
    const belowCount = Math.max(0, ...[...settings, ...tcp].map((pane) => 1 + pane.body.length));
    const head = stackPanes([...top, time], rowCount - belowCount, paper.glyphs);
    const stack = (panes: readonly Pane[]) => stackPanes(panes, rowCount - head.length, paper.glyphs);
    return [...head, ...besides(stack(settings), stack(tcp), leftWidth, gap, paper.glyphs.ellipsis)];
  },
};
