// The cursors of the lists. In: model, rows, where to. Out: the model with the cursor there, inside the list and in sight.
// Going to the newest row of a live list by hand does not start following: `f` does.
import { type DashboardData, foundVerdicts, selectedEvent, selectedRow, selectedVerdict } from './data.js';
import { bodySize, eventRowCount, tableRowCount, verdictRowCount } from './layout.js';
import type { ListState, Model, ViewId } from './model.js';
import { scrollTo } from './screen/index.js';

interface List {
  readonly count: number;
  /** Row of the cursor; -1 in an empty list. */
  readonly selected: number;
  readonly visibleCount: number;
  readonly state: ListState;
  idAt(row: number): number;
  change(state: Partial<ListState>): Model;
}

/** The list of the view, if it has one. */
export function listOf(model: Model, data: DashboardData): List | null {
  switch (model.view) {
    case 'calls':
      return {
        count: data.rows.length,
        selected: selectedRow(data, model),
        visibleCount: tableRowCount(model),
        state: model.table,
        idAt: (row) => data.rows[row]?.id ?? 0,
        change: (state) => ({ ...model, table: { ...model.table, ...state } }),
      };
    case 'events':
      return {
        count: data.events.length,
        selected: selectedEvent(data, model),
        visibleCount: eventRowCount(model),
        state: model.events,
        idAt: (row) => data.events[row]?.id ?? 0,
        change: (state) => ({ ...model, events: { ...model.events, ...state } }),
      };
    case 'verdicts':
      return {
        count: foundVerdicts(data).length,
        selected: selectedVerdict(data, model),
        visibleCount: verdictRowCount(model, foundVerdicts(data).length),
        state: model.verdicts,
        idAt: (row) => row,
        change: (state) => ({ ...model, verdicts: { ...model.verdicts, ...state } }),
      };
    default:
      return null;
  }
}

/** Leaves one row of the page before in sight. */
export function pageRowCount(model: Model, data: DashboardData): number {
  if (model.isHelpOpen) return Math.max(1, bodySize(model).rowCount - 1);
  return Math.max(1, (listOf(model, data)?.visibleCount ?? bodySize(model).rowCount) - 1);
}

export function moveTo(model: Model, data: DashboardData, row: number): Model {
  const list = listOf(model, data);
  if (list === null || list.count === 0) return model;
  const selectedId = list.idAt(Math.max(0, Math.min(row, list.count - 1)));
  // Findings do not grow at an end.
  const isFollowing = model.view === 'verdicts' && model.isFollowing;
  return { ...list.change({ selectedId }), isFollowing };
}

/** After anything has changed: the list is scrolled no further than the cursor asks for. */
export function settle(model: Model, data: DashboardData): Model {
  const list = listOf(model, data);
  if (list === null) return model;
  const firstRow = scrollTo(list.selected, list.state.firstRow, list.visibleCount, list.count);
  const isDetailOpen = list.state.isDetailOpen && list.count > 0;
  return list.change({ firstRow, isDetailOpen });
}

export const hasDetail = (view: ViewId): boolean => view === 'calls' || view === 'events';
