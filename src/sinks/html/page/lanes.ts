// Where the calls of the waterfall lie. In: calls and the name of each one's lane. Out: lanes in order of their first call, each with
// as many rows as calls were open at a time, and the row of each call. Layout only.
import type { ShownCall } from './calls.js';

export interface Lane {
  readonly name: string;
  readonly firstRow: number;
  readonly rowCount: number;
}

export interface Placed {
  readonly call: ShownCall;
  readonly row: number;
}

export interface Layout {
  readonly lanes: readonly Lane[];
  readonly rowCount: number;
  readonly placed: readonly Placed[];
}

/** `maxRowCount`: where more calls of a lane are open at a time, they lie upon each other. */
export function layLanes(
  calls: readonly ShownCall[],
  nameOf: (call: ShownCall) => string,
  maxRowCount: number,
): Layout {
  const groups = new Map<string, ShownCall[]>();
  for (const call of calls) {
    const group = groups.get(nameOf(call));
    if (group === undefined) groups.set(nameOf(call), [call]);
    else group.push(call);
  }
  const lanes: Lane[] = [];
  const placed: Placed[] = [];
  let firstRow = 0;
  for (const [name, group] of groups) {
    const rowEndsMs: number[] = [];
    for (const call of group) {
      const row = freeRow(rowEndsMs, call.startedAtMs, maxRowCount);
      rowEndsMs[row] = call.drawnToMs;
      placed.push({ call, row: firstRow + row });
    }
    lanes.push({ name, firstRow, rowCount: rowEndsMs.length });
    firstRow += rowEndsMs.length;
  }
  return { lanes, rowCount: Math.max(1, firstRow), placed };
}

/** The first row that is free, a new one, or the one that is free soonest. */
function freeRow(rowEndsMs: readonly number[], atMs: number, maxRowCount: number): number {
  const free = rowEndsMs.findIndex((endMs) => endMs <= atMs);
  if (free >= 0) return free;
  if (rowEndsMs.length < maxRowCount) return rowEndsMs.length;
  return rowEndsMs.indexOf(Math.min(...rowEndsMs));
}
