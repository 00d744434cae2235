// What keys do. In: model, what is observed, a message. Out: the next model. Pure; quitting is a state of the model too.

import { type DashboardData, selectedRow } from './data.js';
import { type Action, actionOf } from './keys.js';
import { emptyFilter, type Model } from './model.js';
import { moveTo, pageRowCount, settle } from './moves.js';
import { editPrompt } from './prompt.js';
import type { Size } from './screen/index.js';
import { nextSort } from './sorts.js';

export type Message =
  /** A key by name (`up`, `enter`, `C-c`) or the character typed. */
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'resized'; readonly size: Size }
  /** New data came. */
  | { readonly kind: 'refreshed' };

export function update(model: Model, data: DashboardData, message: Message): Model {
  switch (message.kind) {
    case 'resized':
      return settle({ ...model, size: message.size }, data);
    case 'refreshed':
      return settle(model, data);
    case 'key':
      return settle(pressKey(model, data, message.key), data);
  }
}

function pressKey(model: Model, data: DashboardData, key: string): Model {
  if (key === 'C-c') return { ...model, hasQuit: true };
  if (model.prompt !== null) return editPrompt(model, model.prompt, key);
  const action = actionOf(key, model.view);
  return action === null ? model : act(model, data, action);
}

function act(model: Model, data: DashboardData, action: Action): Model {
  const { table } = model;
  switch (action.kind) {
    case 'view':
      return { ...model, view: action.view, isHelpOpen: false };
    case 'help':
      return { ...model, isHelpOpen: !model.isHelpOpen, helpRow: 0 };
    case 'leave':
      return model.isHelpOpen || table.isDetailOpen ? goBack(model) : { ...model, hasQuit: true };
    case 'quit':
      return { ...model, hasQuit: true };
    case 'back':
      return goBack(model);
    case 'pause':
      return { ...model, isPaused: !model.isPaused };
    case 'follow':
      return model.isFollowing ? moveTo(model, data, selectedRow(data, model)) : { ...model, isFollowing: true };
    case 'filter':
      return { ...model, isHelpOpen: false, prompt: { text: table.filter.text, error: null } };
    case 'sort':
      return { ...model, table: { ...table, sort: nextSort(table.sort), isReversed: false } };
    case 'reverse':
      return { ...model, table: { ...table, isReversed: !table.isReversed } };
    case 'open':
      return model.view === 'overview'
        ? { ...model, view: 'calls', isHelpOpen: false }
        : { ...model, table: { ...table, isDetailOpen: data.rows.length > 0 } };
    case 'session':
      return stepSession(model, data, action.step);
    case 'move':
      if (model.isHelpOpen) return { ...model, helpRow: Math.max(0, model.helpRow + action.rows) };
      if (model.view === 'overview') return stepSession(model, data, action.rows > 0 ? 1 : -1);
      return moveTo(model, data, selectedRow(data, model) + action.rows);
    case 'page':
      return moveTo(model, data, selectedRow(data, model) + action.pages * pageRowCount(model));
    case 'edge':
      if (model.view === 'overview') {
        const session = data.report.sessions.at(action.edge === 'first' ? 0 : -1);
        return session === undefined ? model : { ...model, session: session.id };
      }
      return moveTo(model, data, action.edge === 'first' ? 0 : data.rows.length - 1);
    case 'match': {
      const count = data.rows.length;
      return count === 0 ? model : moveTo(model, data, (selectedRow(data, model) + action.step + count) % count);
    }
    case 'redraw':
      return model;
  }
}

/** One level up: help, detail, filter; never out of the program. */
function goBack(model: Model): Model {
  if (model.isHelpOpen) return { ...model, isHelpOpen: false };
  if (model.view === 'calls' && model.table.isDetailOpen) {
    return { ...model, table: { ...model.table, isDetailOpen: false } };
  }
  if (model.view === 'calls' && model.table.filter.terms.length > 0) {
    return { ...model, table: { ...model.table, filter: emptyFilter } };
  }
  return model;
}

/** Round through all, the first, …, the last. */
function stepSession(model: Model, data: DashboardData, step: 1 | -1): Model {
  const choices = ['all', ...data.report.sessions.map((session) => session.id)] as const;
  const index = choices.indexOf(data.session?.id ?? 'all');
  const session = choices[(index + step + choices.length) % choices.length] ?? 'all';
  return { ...model, session, table: { ...model.table, selectedId: null, firstRow: 0 } };
}
