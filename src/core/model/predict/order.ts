// Steps of a plan in an order in which each comes after all that it waits for. In: a plan. Out: what each step releases, and how
// many it waits for, as columns: a session of a terabyte has a million edges. Edges that close a circle are left out.
import type { After, Plan } from './plan.js';

export interface Ordered {
  /** Releases of step n stand from `from[n]` up to `from[n + 1]`. */
  readonly from: Int32Array;
  /** The step that is released; -1: left out. */
  readonly target: Int32Array;
  /** Place of the edge's name in `edgeNames`. */
  readonly edge: Uint8Array;
  /** Edges into each step, without places of a pool. */
  readonly waitCounts: Int32Array;
  /** Steps, each behind all that it waits for. */
  readonly order: Int32Array;
}

export const edgeNames = ['started', 'sent', 'replied'] as const satisfies readonly After['edge'][];

export function orderSteps({ steps }: Plan): Ordered {
  const waitCounts = new Int32Array(steps.length);
  const from = new Int32Array(steps.length + 1);
  const visit = (act: (of: number, step: number, edge: After['edge']) => void): void => {
    for (const [step, { after, producedAfter }] of steps.entries()) {
      for (const { step: of, edge } of after) act(of, step, edge);
      if (producedAfter !== null) act(producedAfter, step, 'started');
    }
  };
  visit((of, step) => {
    from[of + 1]! += 1;
    waitCounts[step]! += 1;
  });
  for (let step = 0; step < steps.length; step += 1) from[step + 1]! += from[step]!;
  const target = new Int32Array(from[steps.length]!);
  const edge = new Uint8Array(target.length);
  const next = from.slice();
  visit((of, step, name) => {
    const place = next[of]!;
    next[of] = place + 1;
    target[place] = step;
    edge[place] = edgeNames.indexOf(name);
  });
  const columns = { from, target, edge, waitCounts };
  return { ...columns, order: sortSteps(columns) };
}

/** Kahn's algorithm. Where a circle is left, its earliest step waits no longer: a recording that is cut or damaged may have one. */
function sortSteps({ from, target, waitCounts }: Omit<Ordered, 'order'>): Int32Array {
  const left = Int32Array.from(waitCounts);
  const isDone = new Uint8Array(left.length);
  const order = new Int32Array(left.length);
  let count = 0;
  const takeAllFrom = (first: number): void => {
    const ready = [first];
    for (let step = ready.pop(); step !== undefined; step = ready.pop()) {
      isDone[step] = 1;
      order[count] = step;
      count += 1;
      for (let place = from[step]!; place < from[step + 1]!; place += 1) {
        const released = target[place]!;
        if (released < 0) continue;
        left[released]! -= 1;
        if (left[released] === 0) ready.push(released);
      }
    }
  };
  for (const [step, waits] of waitCounts.entries()) if (waits === 0) takeAllFrom(step);
  for (let step = 0; step < left.length; step += 1) {
    if (isDone[step] === 1) continue;
    for (let of = 0; of < left.length; of += 1) {
      if (isDone[of] === 1) continue;
      for (let place = from[of]!; place < from[of + 1]!; place += 1) if (target[place] === step) target[place] = -1;
    }
    waitCounts[step]! -= left[step]!;
    takeAllFrom(step);
  }
  return order;
}
