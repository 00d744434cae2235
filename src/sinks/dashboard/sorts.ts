// The orders of the call table, in the order in which `s` goes through them. In: two calls. Out: which comes first.
// What is not known yet comes last; equal ones by time.
import { type CallRow, hasFailed } from '../../core/report/index.js';

export type SortId = 'time' | 'total' | 'upload' | 'wait' | 'size' | 'operation' | 'state';

export interface Sort {
  readonly id: SortId;
  /** As in "sorted by …". */
  readonly label: string;
  readonly compare: (a: CallRow, b: CallRow) => number;
}

const byTime = (a: CallRow, b: CallRow): number => a.startedAtMs - b.startedAtMs || a.id - b.id;

function greatestFirst(pick: (call: CallRow) => number | null): Sort['compare'] {
  return (a, b) => (pick(b) ?? -1) - (pick(a) ?? -1) || byTime(a, b);
}

/** Stuck, failed, open, then the rest. */
function rankOf(call: CallRow): number {
  if (call.isStuck) return 0;
  if (hasFailed(call)) return 1;
  return call.state === 'open' ? 2 : 3;
}

export const sorts: readonly [Sort, ...Sort[]] = [
  { id: 'time', label: 'time', compare: byTime },
  { id: 'total', label: 'total, slowest first', compare: greatestFirst((call) => call.durationMs) },
  { id: 'upload', label: 'upload, longest first', compare: greatestFirst((call) => call.uploadMs) },
  { id: 'wait', label: 'wait, longest first', compare: greatestFirst((call) => call.waitMs) },
  { id: 'size', label: 'size, largest first', compare: greatestFirst((call) => sizeOf(call)) },
  {
    id: 'operation',
    label: 'operation',
    compare: (a, b) => (a.operation < b.operation ? -1 : a.operation > b.operation ? 1 : byTime(a, b)),
  },
  { id: 'state', label: 'state, stuck and failed first', compare: (a, b) => rankOf(a) - rankOf(b) || byTime(a, b) },
];

export const sortOf = (id: SortId): Sort => sorts.find((sort) => sort.id === id) ?? sorts[0];

export function nextSort(id: SortId): SortId {
  const index = sorts.findIndex((sort) => sort.id === id);
  return (sorts[(index + 1) % sorts.length] ?? sorts[0]).id;
}

/** The larger of the two bodies: what the call was about. */
export const sizeOf = (call: CallRow): number => Math.max(call.requestBytes, call.responseBytes);
