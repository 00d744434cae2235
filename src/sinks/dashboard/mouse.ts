// What the mouse asks for: the wheel scrolls what is shown, a click chooses what is under it, or opens it when it is chosen already.
// In: a gesture, model, what is observed. Out: an action that a key could have asked for, or none.
import { utcZone } from '../../core/report/index.js';
import type { DashboardData } from './data.js';
import { footerActionAt } from './footer.js';
import type { Action } from './keys.js';
import { bodySize, isTooSmall } from './layout.js';
import type { Model } from './model.js';
import { listOf } from './moves.js';
import type { Gesture } from './render/index.js';
import { type Glyphs, glyphsFor } from './screen/index.js';
import { type Spot, viewOf } from './views/index.js';

/** What a notch of the wheel moves a list by. */
const wheelRowCount = 3;
/** The header stands above the body, the title of a list above its rows. */
const headerRowCount = 1;
const titleRowCount = 1;

export function gestureAction(model: Model, data: DashboardData, gesture: Gesture): Action | null {
  // While something is typed, only the keyboard speaks.
  if (model.prompt !== null || isTooSmall(model.size)) return null;
  return gesture.kind === 'wheel' ? wheelAction(model, data, gesture.step) : clickAction(model, data, gesture);
}

function wheelAction(model: Model, data: DashboardData, step: 1 | -1): Action | null {
  if (model.isHelpOpen || listOf(model, data) !== null) return { kind: 'move', rows: step * wheelRowCount };
  switch (model.view) {
    case 'timeline':
    case 'latency':
      return { kind: 'move', rows: step };
    case 'overview': {
      // Through the list and no further: round and round a wheel would never find the end.
      const { sessions } = data.report;
      const next = data.session === null ? undefined : sessions[sessions.indexOf(data.session) + step];
      return next === undefined ? null : { kind: 'choose', target: { kind: 'session', id: next.id } };
    }
    default:
      return null;
  }
}

function clickAction(model: Model, data: DashboardData, { row, column }: Spot): Action | null {
  if (row === model.size.rowCount - 1) return footerActionAt(model, column);
  if (model.isHelpOpen || row < headerRowCount) return null;
  const spot = { row: row - headerRowCount, column };
  return listClick(model, data, spot.row) ?? viewClick(model, data, spot);
}

function listClick(model: Model, data: DashboardData, bodyRow: number): Action | null {
  const list = listOf(model, data);
  const row = bodyRow - titleRowCount;
  if (list === null || row < 0 || row >= list.visibleCount) return null;
  const target = list.state.firstRow + row;
  if (target >= list.count) return null;
  return target === list.selected ? { kind: 'open' } : { kind: 'choose', target: { kind: 'row', row: target } };
}

/** Where things are does not depend on how they are drawn. */
const anyGlyphs: Glyphs = glyphsFor('ascii');

function viewClick(model: Model, data: DashboardData, spot: Spot): Action | null {
  const paper = { size: bodySize(model), glyphs: anyGlyphs, zone: utcZone };
  const target = viewOf(model.view).targetAt?.(model, data, paper, spot) ?? null;
  if (target === null) return null;
  const isChosen =
    (target.kind === 'session' && data.session?.id === target.id) ||
    (target.kind === 'latency' && model.latency.rows === target.rows);
  return isChosen ? { kind: 'open' } : { kind: 'choose', target };
}
