// What keys do. In: model, what is observed, a message. Out: the next model. Pure; quitting is a state of the model too, and what
// happens outside it is a wish.
import { callParts } from '../../core/report/index.js';
import { copyText } from './copy-text.js';
import type { DashboardData } from './data.js';
import { scrollHelp } from './help.js';
import { type Action, actionOf, placeOf, type Target } from './keys.js';
import { emptyFilter, type Model, type Prompt, type SessionChoice, viewIds } from './model.js';
import { gestureAction } from './mouse.js';
import { hasDetail, listOf, moveTo, pageRowCount, settle } from './moves.js';
import { openSelected } from './open-selected.js';
import { editPrompt } from './prompt.js';
import type { Gesture } from './render/index.js';
import type { Size } from './screen/index.js';
import { nextSort } from './sorts.js';
import { dropTime, goTo, holdOrGoOn, jumpToProblem, mark, scrub, zoom } from './time-travel.js';
import { stepLatencyRow } from './views/index.js';

export type Message =
  /** A key by name (`up`, `enter`, `C-c`) or the character typed. */
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'gesture'; readonly gesture: Gesture }
  | { readonly kind: 'resized'; readonly size: Size }
  /** New data came. */
  | { readonly kind: 'refreshed' }
  /** What became of a wish. */
  | { readonly kind: 'told'; readonly message: string };

export function update(model: Model, data: DashboardData, message: Message): Model {
  switch (message.kind) {
    case 'resized':
      return settle({ ...model, size: message.size }, data);
    case 'refreshed':
      return settle(model, data);
    case 'told':
      return { ...model, message: message.message };
    case 'gesture': {
      const action = gestureAction(model, data, message.gesture);
      return action === null ? model : settle(act({ ...model, message: null }, data, action), data);
    }
    case 'key':
      return settle(pressKey({ ...model, message: null }, data, message.key), data);
  }
}

function pressKey(model: Model, data: DashboardData, key: string): Model {
  if (key === 'C-c') return { ...model, hasQuit: true };
  if (model.prompt !== null) return editPrompt(model, data, model.prompt, key);
  const action = actionOf(key, placeOf(model));
  return action === null ? model : act(model, data, action);
}

function act(model: Model, data: DashboardData, action: Action): Model {
  const { table } = model;
  switch (action.kind) {
    case 'view':
      return { ...model, view: action.view, isHelpOpen: false };
    case 'stepView': {
      const index = viewIds.indexOf(model.view) + action.step + viewIds.length;
      return { ...model, view: viewIds[index % viewIds.length] ?? 'overview', isHelpOpen: false };
    }
    case 'help':
      return { ...model, isHelpOpen: !model.isHelpOpen, helpRow: 0 };
    case 'leave':
      return model.isHelpOpen || isDetailOpen(model) ? goBack(model, data) : { ...model, hasQuit: true };
    case 'quit':
      return { ...model, hasQuit: true };
    case 'back':
      return goBack(model, data);
    case 'pause':
      return holdOrGoOn(model, data);
    case 'follow':
      if (listOf(model, data) === null || model.view === 'verdicts') return dropTime(model, data);
      return model.isFollowing
        ? moveTo(model, data, listOf(model, data)?.selected ?? 0)
        : { ...dropTime(model, data), isFollowing: true };
    case 'filter':
      return openPrompt(model, 'filter', table.filter.text);
    case 'search':
      return openPrompt(model, 'search', model.events.search);
    case 'command':
      return openPrompt(model, 'command', '');
    case 'sort':
      return { ...model, table: { ...table, sort: nextSort(table.sort), isReversed: false } };
    case 'reverse':
      return { ...model, table: { ...table, isReversed: !table.isReversed } };
    case 'open':
      return openSelected(model, data);
    case 'session':
      return stepSession(model, data, action.step);
    case 'move':
      return moveRows(model, data, action.rows);
    case 'page':
      return moveRows(model, data, action.pages * pageRowCount(model, data));
    case 'edge':
      return moveToEdge(model, data, action.edge);
    case 'match': {
      const list = listOf(model, data);
      if (list === null || list.count === 0) return model;
      return moveTo(model, data, (list.selected + action.step + list.count) % list.count);
    }
    case 'zoom':
      return zoom(model, data, action.step);
    case 'scrub':
      return scrub(model, data, action.step, action.stride);
    case 'problem':
      return jumpToProblem(model, data);
    case 'mark':
      return mark(model, data);
    case 'part': {
      const part = callParts[(callParts.indexOf(model.latency.part) + 1) % callParts.length] ?? 'total';
      return { ...model, latency: { ...model.latency, part } };
    }
    case 'write':
      return { ...model, wishes: [...model.wishes, { kind: 'write', path: null }] };
    case 'copy':
      return { ...model, wishes: [...model.wishes, { kind: 'copy', text: copyText(model, data) }] };
    case 'choose':
      return choose(model, data, action.target);
    case 'mouse': {
      const isMouseOn = !model.isMouseOn;
      return { ...model, isMouseOn, wishes: [...model.wishes, { kind: 'mouse', isOn: isMouseOn }] };
    }
    case 'suspend':
      return { ...model, wishes: [...model.wishes, { kind: 'suspend' }] };
    case 'redraw':
      return model;
  }
}

function openPrompt(model: Model, kind: Prompt['kind'], text: string): Model {
  return { ...model, isHelpOpen: false, prompt: { kind, text, error: null, candidates: [] } };
}

function moveRows(model: Model, data: DashboardData, rows: number): Model {
  if (model.isHelpOpen) return scrollHelp(model, model.helpRow + rows);
  if (model.view === 'overview' || model.view === 'flow') return stepSession(model, data, rows > 0 ? 1 : -1);
  if (model.view === 'latency') return stepLatencyRow(model, data, rows > 0 ? 1 : -1);
  if (model.view === 'timeline') return { ...model, firstLane: Math.max(0, model.firstLane + Math.sign(rows)) };
  return moveTo(model, data, (listOf(model, data)?.selected ?? 0) + rows);
}

function moveToEdge(model: Model, data: DashboardData, edge: 'first' | 'last'): Model {
  if (model.isHelpOpen) return scrollHelp(model, edge === 'first' ? 0 : Number.MAX_SAFE_INTEGER);
  if (model.view === 'overview' || model.view === 'flow') {
    const session = data.report.sessions.at(edge === 'first' ? 0 : -1);
    return session === undefined ? model : { ...model, session: session.id };
  }
  if (model.view === 'timeline')
    return { ...model, firstLane: edge === 'first' ? 0 : model.firstLane + data.rows.length };
  const list = listOf(model, data);
  return list === null ? model : moveTo(model, data, edge === 'first' ? 0 : list.count - 1);
}

function isDetailOpen(model: Model): boolean {
  return model.view === 'events' ? model.events.isDetailOpen : model.view === 'calls' && model.table.isDetailOpen;
}

/** One level up: help, detail, range and cursor, filter; never out of the program. */
function goBack(model: Model, data: DashboardData): Model {
  if (model.isHelpOpen) return { ...model, isHelpOpen: false };
  if (isDetailOpen(model) && hasDetail(model.view))
    return listOf(model, data)?.change({ isDetailOpen: false }) ?? model;
  const { cursorMs, markMs, range } = model.time;
  if (cursorMs !== null || markMs !== null || range !== null) return dropTime(model, data);
  if (model.view === 'events') return { ...model, events: { ...model.events, search: '' } };
  if (model.view === 'overview' || model.table.filter.terms.length === 0) return model;
  return { ...model, table: { ...model.table, filter: emptyFilter } };
}

/** Round through all, the first, …, the last. */
function stepSession(model: Model, data: DashboardData, step: 1 | -1): Model {
  const choices = ['all', ...data.report.sessions.map((session) => session.id)] as const;
  const index = choices.indexOf(data.session?.id ?? 'all');
  return chooseSession(model, choices[(index + step + choices.length) % choices.length] ?? 'all');
}

function choose(model: Model, data: DashboardData, target: Target): Model {
  switch (target.kind) {
    case 'row':
      return moveTo(model, data, target.row);
    case 'session':
      return chooseSession(model, target.id);
    case 'latency':
      return { ...model, latency: { ...model.latency, rows: target.rows } };
    case 'moment':
      return goTo(model, data, target.atMs);
  }
}

function chooseSession(model: Model, session: SessionChoice): Model {
  const first = { selectedId: null, firstRow: 0 };
  return {
    ...model,
    session,
    firstLane: 0,
    table: { ...model.table, ...first },
    events: { ...model.events, ...first },
    verdicts: { ...model.verdicts, ...first },
  };
}
