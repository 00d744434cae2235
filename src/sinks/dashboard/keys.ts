// What keys can ask for, and what a key means where. In: a key by name, the place. Out: an action. The list itself is key-table.ts.
import { keyTable } from './key-table.js';
import type { LatencyChoice, ViewId } from './model.js';

/** What a click points at. */
export type Target =
  | { readonly kind: 'row'; readonly row: number }
  | { readonly kind: 'session'; readonly id: number }
  | { readonly kind: 'latency'; readonly rows: LatencyChoice['rows'] }
  | { readonly kind: 'moment'; readonly atMs: number };

export type Action =
  | { readonly kind: 'view'; readonly view: ViewId }
  | { readonly kind: 'stepView'; readonly step: 1 | -1 }
  | { readonly kind: 'move'; readonly rows: number }
  | { readonly kind: 'page'; readonly pages: number }
  | { readonly kind: 'edge'; readonly edge: 'first' | 'last' }
  | { readonly kind: 'match'; readonly step: 1 | -1 }
  /** Something that can be pointed at. */
  | { readonly kind: 'choose'; readonly target: Target }
  | { readonly kind: 'session'; readonly step: 1 | -1 }
  | { readonly kind: 'zoom'; readonly step: 1 | -1 | 'whole' }
  | { readonly kind: 'scrub'; readonly step: 1 | -1; readonly stride: 'short' | 'long' }
  | {
      readonly kind:
        | 'quit'
        | 'back'
        | 'leave'
        | 'help'
        | 'pause'
        | 'follow'
        | 'filter'
        | 'search'
        | 'command'
        | 'sort'
        | 'reverse'
        | 'open'
        | 'problem'
        | 'mark'
        | 'part'
        | 'write'
        | 'copy'
        | 'redraw'
        | 'mouse'
        | 'suspend';
    };

/** Places where keys differ; a key of the place wins over one of everywhere. */
export type Place = 'everywhere' | 'help' | ViewId;

export interface KeyBinding {
  readonly keys: readonly string[];
  readonly places: readonly Place[];
  readonly action: Action;
  /** How the keys are written; empty: told with a neighbour. */
  readonly shown: string;
  /** Word in the footer; absent: only in the help. */
  readonly label?: string;
  readonly help: string;
  /** Leaves a footer without room, the lowest first; absent: stays. */
  readonly dropOrder?: 1 | 2 | 3 | 4;
}

export const placeOf = (model: { readonly isHelpOpen: boolean; readonly view: ViewId }): Place =>
  model.isHelpOpen ? 'help' : model.view;

export function actionOf(key: string, place: Place): Action | null {
  const here = keyTable.find((one) => one.places.includes(place) && one.keys.includes(key));
  const anywhere = keyTable.find((one) => one.places.includes('everywhere') && one.keys.includes(key));
  return (here ?? anywhere)?.action ?? null;
}
