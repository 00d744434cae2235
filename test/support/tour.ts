// A tour of the dashboard. In: a feed. Out: nothing, or the first thing that broke: every view at every size, with the keys that look
// deeper, and each screen is as wide and as high as it should be.
import assert from 'node:assert/strict';
import type { DashboardFeed } from '../../src/sinks/dashboard/index.js';
import { keys } from './headless-terminal.js';
import { openDashboard } from './open-dashboard.js';

export const tourSizes = [
  { columns: 60, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
] as const;

const looks: readonly string[] = [
  '1',
  ']',
  '2',
  '!',
  '++',
  ',',
  '0',
  '3',
  keys.enter,
  'ss',
  '4',
  't',
  'j',
  '5',
  '-',
  '6',
  'j',
  '7',
  `G${keys.enter}`,
  `v<<v`,
  '1',
  '2',
  '4',
  `5${keys.escape}`,
  '[',
  '?',
];

export async function takeTour(feed: DashboardFeed, isLive: boolean): Promise<void> {
  for (const size of tourSizes) {
    const errors: unknown[] = [];
    const { terminal, dashboard } = openDashboard(size, { feed, isLive, onCrash: (error) => errors.push(error) });
    for (const look of looks) {
      terminal.type(look);
      assert.deepEqual(errors, [], `${look} at ${size.columns}x${size.rows}`);
    }
    const rows = await terminal.rows();
    assert.equal(rows.length, size.rows);
    assert.match(rows[0] ?? '', /^ pbscope │/);
    assert.match(rows.at(-1) ?? '', /^ 1/);
    dashboard.close();
  }
}
