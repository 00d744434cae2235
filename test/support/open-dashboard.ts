// A dashboard in a headless terminal. In: what differs from the usual sample. Out: both, and what was told to the owner.
import { type Dashboard, type DashboardOptions, startDashboard } from '../../src/sinks/dashboard/index.js';
import { type HeadlessTerminal, openHeadlessTerminal } from './headless-terminal.js';
import { createFeed } from './sample-report.js';

export interface OpenDashboard {
  readonly terminal: HeadlessTerminal;
  readonly dashboard: Dashboard;
  /** `quit` and errors, in order. */
  readonly told: string[];
}

export function openDashboard(
  size: { readonly columns: number; readonly rows: number },
  change: Partial<Omit<DashboardOptions, 'input' | 'output'>> = {},
): OpenDashboard {
  const terminal = openHeadlessTerminal(size.columns, size.rows);
  const told: string[] = [];
  const dashboard = startDashboard({
    feed: createFeed(),
    title: 'sample',
    isLive: false,
    notices: [],
    isAscii: false,
    colour: '16',
    // Every change is drawn at once: the tests wait for nothing.
    redrawEveryMs: 0,
    onQuit: () => told.push('quit'),
    ...change,
    input: terminal.input,
    output: terminal.output,
  });
  return { terminal, dashboard, told };
}
