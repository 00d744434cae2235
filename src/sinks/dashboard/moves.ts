// The cursor of the call table. In: model, rows, where to. Out: the model with the cursor there, inside the table and in
// sight. Going to the newest row of a live table by hand does not start following: `f` does.
import { type DashboardData, selectedRow } from './data.js';
import { tableRowCount } from './layout.js';
import type { Model } from './model.js';
import { scrollTo } from './screen/index.js';

/** Leaves one row of the page before in sight. */
export const pageRowCount = (model: Model): number => Math.max(1, tableRowCount(model) - 1);

export function moveTo(model: Model, data: DashboardData, row: number): Model {
  const target = data.rows[Math.max(0, Math.min(row, data.rows.length - 1))];
  if (target === undefined) return model;
  return { ...model, isFollowing: false, table: { ...model.table, selectedId: target.id } };
}

/** After anything has changed: the table is scrolled no further than the cursor asks for. */
export function settle(model: Model, data: DashboardData): Model {
  if (model.view !== 'calls') return model;
  const row = selectedRow(data, model);
  const firstRow = scrollTo(row, model.table.firstRow, tableRowCount(model), data.rows.length);
  const isDetailOpen = model.table.isDetailOpen && data.rows.length > 0;
  return { ...model, table: { ...model.table, firstRow, isDetailOpen } };
}
