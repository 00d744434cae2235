// The key table: every key, where it works, what it does, in words. In: nothing. Out: a literal list, from which update.ts
// takes the action, and the footer and the help take their text.
import type { ViewId } from './model.js';
import { views } from './views/index.js';

export type Action =
  | { readonly kind: 'view'; readonly view: ViewId }
  | { readonly kind: 'move'; readonly rows: number }
  | { readonly kind: 'page'; readonly pages: number }
  | { readonly kind: 'edge'; readonly edge: 'first' | 'last' }
  | { readonly kind: 'match'; readonly step: 1 | -1 }
  | { readonly kind: 'session'; readonly step: 1 | -1 }
  | {
      readonly kind:
        | 'quit'
        | 'back'
        | 'leave'
        | 'help'
        | 'pause'
        | 'follow'
        | 'filter'
        | 'sort'
        | 'reverse'
        | 'open'
        | 'redraw';
    };

/** Places where keys differ; a key of the place wins over one of everywhere. */
export type Place = 'everywhere' | ViewId;

export interface KeyBinding {
  readonly keys: readonly string[];
  readonly place: Place;
  readonly action: Action;
  /** How the keys are written. */
  readonly shown: string;
  /** Word in the footer; absent: only in the help. */
  readonly label?: string;
  readonly help: string;
  /** Leaves a footer without room, the lowest first; absent: stays. */
  readonly dropOrder?: 1 | 2 | 3 | 4;
}

export const keyTable: readonly KeyBinding[] = [
  ...views.map(
    (view): KeyBinding => ({
      keys: [view.key],
      place: 'everywhere',
      action: { kind: 'view', view: view.id },
      shown: view.key,
      label: view.id,
      help: view.help,
    }),
  ),
  {
    keys: ['enter', 'l', 'right'],
    place: 'overview',
    action: { kind: 'open' },
    shown: 'enter',
    label: 'calls',
    dropOrder: 4,
    help: 'calls of the chosen session',
  },
  {
    keys: ['enter', 'l', 'right'],
    place: 'calls',
    action: { kind: 'open' },
    shown: 'enter',
    label: 'detail',
    dropOrder: 4,
    help: 'all there is to say about the call',
  },
  {
    keys: ['/'],
    place: 'calls',
    action: { kind: 'filter' },
    shown: '/',
    label: 'filter',
    help: 'show only the calls that match',
  },
  { keys: ['n'], place: 'calls', action: { kind: 'match', step: 1 }, shown: 'n', help: 'next matching call' },
  { keys: ['N'], place: 'calls', action: { kind: 'match', step: -1 }, shown: 'N', help: 'previous matching call' },
  {
    keys: ['s'],
    place: 'calls',
    action: { kind: 'sort' },
    shown: 's',
    label: 'sort',
    help: 'sort by the next column',
    dropOrder: 4,
  },
  { keys: ['S'], place: 'calls', action: { kind: 'reverse' }, shown: 'S', help: 'the other way round' },
  {
    keys: ['f'],
    place: 'calls',
    action: { kind: 'follow' },
    shown: 'f',
    label: 'follow',
    help: 'stay at the newest call',
    dropOrder: 1,
  },
  {
    keys: [']'],
    place: 'everywhere',
    action: { kind: 'session', step: 1 },
    shown: '[ ]',
    label: 'session',
    help: 'previous and next session, or all of them',
    dropOrder: 2,
  },
  { keys: ['['], place: 'everywhere', action: { kind: 'session', step: -1 }, shown: '', help: '' },
  {
    keys: ['down', 'j'],
    place: 'everywhere',
    action: { kind: 'move', rows: 1 },
    shown: 'down j',
    help: 'one row down',
  },
  { keys: ['up', 'k'], place: 'everywhere', action: { kind: 'move', rows: -1 }, shown: 'up k', help: 'one row up' },
  { keys: ['pagedown'], place: 'calls', action: { kind: 'page', pages: 1 }, shown: 'PgDn', help: 'one page down' },
  { keys: ['pageup'], place: 'calls', action: { kind: 'page', pages: -1 }, shown: 'PgUp', help: 'one page up' },
  {
    keys: ['g', 'home'],
    place: 'everywhere',
    action: { kind: 'edge', edge: 'first' },
    shown: 'g',
    help: 'to the first',
  },
  { keys: ['G', 'end'], place: 'everywhere', action: { kind: 'edge', edge: 'last' }, shown: 'G', help: 'to the last' },
  {
    keys: ['space'],
    place: 'everywhere',
    action: { kind: 'pause' },
    shown: 'space',
    label: 'pause',
    dropOrder: 3,
    help: 'hold the picture; what happens meanwhile is not lost',
  },
  {
    keys: ['escape', 'h', 'left'],
    place: 'everywhere',
    action: { kind: 'back' },
    shown: 'esc',
    help: 'close what is open, then the filter',
  },
  {
    keys: ['C-l'],
    place: 'everywhere',
    action: { kind: 'redraw' },
    shown: 'ctrl-l',
    help: 'draw the whole screen anew',
  },
  { keys: ['?'], place: 'everywhere', action: { kind: 'help' }, shown: '?', label: 'help', help: 'this list' },
  { keys: ['q'], place: 'everywhere', action: { kind: 'leave' }, shown: 'q', label: 'quit', help: 'back, or quit' },
  { keys: ['C-c'], place: 'everywhere', action: { kind: 'quit' }, shown: 'ctrl-c', help: 'quit at once' },
];

export function actionOf(key: string, place: Place): Action | null {
  const here = keyTable.find((one) => one.place === place && one.keys.includes(key));
  const anywhere = keyTable.find((one) => one.place === 'everywhere' && one.keys.includes(key));
  return (here ?? anywhere)?.action ?? null;
}
