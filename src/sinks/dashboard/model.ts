// The state of the dashboard: what the user chose, as plain data. Changed by update.ts alone; what is observed is in data.ts.
import type { FilterTerm } from '../../core/report/index.js';
import type { Size } from './screen/index.js';
import type { SortId } from './sorts.js';

export type ViewId = 'overview' | 'calls';

/** `newest`: whichever began last, also when another begins. */
export type SessionChoice = 'newest' | 'all' | number;

export interface Filter {
  readonly text: string;
  readonly terms: readonly FilterTerm[];
}

/** A line being typed. */
export interface Prompt {
  readonly text: string;
  readonly error: { readonly at: number; readonly message: string } | null;
}

export interface CallTable {
  readonly sort: SortId;
  readonly isReversed: boolean;
  readonly filter: Filter;
  /** Call under the cursor; null: at the end that grows (following), or the first. */
  readonly selectedId: number | null;
  /** First row shown; kept so that the table moves only when the cursor would leave it. */
  readonly firstRow: number;
  readonly isDetailOpen: boolean;
}

export interface Model {
  readonly size: Size;
  readonly view: ViewId;
  readonly session: SessionChoice;
  readonly isHelpOpen: boolean;
  /** First line of the help shown. */
  readonly helpRow: number;
  readonly isPaused: boolean;
  /** The cursor stays at the end that grows. */
  readonly isFollowing: boolean;
  readonly prompt: Prompt | null;
  readonly table: CallTable;
  readonly hasQuit: boolean;
}

export const emptyFilter: Filter = { text: '', terms: [] };

export function initialModel(size: Size, options: { readonly isLive: boolean }): Model {
  return {
    size,
    view: 'overview',
    session: 'newest',
    isHelpOpen: false,
    helpRow: 0,
    isPaused: false,
    isFollowing: options.isLive,
    prompt: null,
    table: {
      sort: 'time',
      isReversed: false,
      filter: emptyFilter,
      selectedId: null,
      firstRow: 0,
      isDetailOpen: false,
    },
    hasQuit: false,
  };
}
