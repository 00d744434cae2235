// The state of the dashboard: what the user chose, as plain data. Changed by update.ts alone; what is observed is in data.ts.
import type { Operation } from '../../core/pbs/index.js';
import type { CallPart, FilterTerm, TimeRange } from '../../core/report/index.js';
import type { Size } from './screen/index.js';
import type { SortId } from './sorts.js';

export const viewIds = ['overview', 'timeline', 'calls', 'latency', 'flow', 'verdicts', 'events'] as const;
export type ViewId = (typeof viewIds)[number];

/** `newest`: whichever began last, also when another begins. */
export type SessionChoice = 'newest' | 'all' | number;

export interface Filter {
  readonly text: string;
  readonly terms: readonly FilterTerm[];
}

export const promptKinds = ['filter', 'command', 'search'] as const;

/** A line being typed: a filter of calls, a command, a part of an event's line. */
export interface Prompt {
  readonly kind: (typeof promptKinds)[number];
  readonly text: string;
  readonly error: { readonly at: number; readonly message: string } | null;
  /** What the word under the cursor may become, after tab was pressed. */
  readonly candidates: readonly string[];
}

/** A list with a cursor. */
export interface ListState {
  /** Row under the cursor; null: at the end that grows (following), or the first. */
  readonly selectedId: number | null;
  /** First row shown; kept so that the list moves only when the cursor would leave it. */
  readonly firstRow: number;
  readonly isDetailOpen: boolean;
}

export interface CallTable extends ListState {
  readonly sort: SortId;
  readonly isReversed: boolean;
  readonly filter: Filter;
}

export interface EventList extends ListState {
  /** Lower-case part of the lines that are shown. */
  readonly search: string;
}

export interface LatencyChoice {
  /** `all`, `chunkChecks`, or one. */
  readonly rows: 'all' | 'chunkChecks' | Operation;
  readonly part: CallPart;
}

export interface TimeChoice {
  /** Everything is shown as far as this moment; null: as far as there is. */
  readonly cursorMs: number | null;
  /** Width of what timeline and flow show; null: as the input asks for. */
  readonly spanMs: number | null;
  /** One end of a range, while the cursor is the other. */
  readonly markMs: number | null;
  /** All numbers are computed over it. */
  readonly range: TimeRange | null;
}

/** What the loop does for the user, outside the model. */
export type Wish =
  | { readonly kind: 'seek'; readonly atMs: number }
  | { readonly kind: 'play'; readonly speed: number | null }
  | { readonly kind: 'stop' }
  | { readonly kind: 'write'; readonly path: string | null }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'mouse'; readonly isOn: boolean }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'saveFilter'; readonly name: string; readonly text: string | null };

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
  readonly events: EventList;
  readonly verdicts: ListState;
  readonly latency: LatencyChoice;
  /** First lane of the timeline shown. */
  readonly firstLane: number;
  readonly time: TimeChoice;
  /** An answer to the last key, until the next one. */
  readonly message: string | null;
  readonly wishes: readonly Wish[];
  readonly savedFilters: Readonly<Record<string, string>>;
  /** The terminal reports it to us; off, it selects text. */
  readonly isMouseOn: boolean;
  readonly hasQuit: boolean;
}

export const emptyFilter: Filter = { text: '', terms: [] };
export const wholeTime: TimeChoice = { cursorMs: null, spanMs: null, markMs: null, range: null };

export interface InitialChoices {
  readonly isLive: boolean;
  readonly isFirstRun: boolean;
  readonly hasMouse: boolean;
  readonly savedFilters: Readonly<Record<string, string>>;
}

export const firstRunHint = 'New here? 1 to 7 change the view, enter looks closer, ? lists keys, q leaves.';

export function initialModel(size: Size, { isLive, isFirstRun, hasMouse, savedFilters }: InitialChoices): Model {
  const list: ListState = { selectedId: null, firstRow: 0, isDetailOpen: false };
  return {
    size,
    view: 'overview',
    session: 'newest',
    isHelpOpen: false,
    helpRow: 0,
    isPaused: false,
    isFollowing: isLive,
    prompt: null,
    table: { ...list, sort: 'time', isReversed: false, filter: emptyFilter },
    events: { ...list, search: '' },
    verdicts: list,
    latency: { rows: 'all', part: 'total' },
    firstLane: 0,
    time: wholeTime,
    message: isFirstRun ? firstRunHint : null,
    wishes: [],
    savedFilters,
    isMouseOn: hasMouse,
    hasQuit: false,
  };
}
