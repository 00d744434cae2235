// Steps of a plan in an order in which each comes after all that it waits for. In: a plan. Out: what each step releases, and how
// many it waits for. Edges of a damaged recording that close a circle are left out and counted.
import type { After, Plan } from './plan.js';

export interface Release {
  readonly step: number;
  readonly edge: After['edge'];
}

export interface Ordered {
  readonly releases: readonly (readonly Release[])[];
  /** Edges into each step, without places of a pool. */
  readonly waitCounts: Int32Array;
  /** Steps, each behind all that it waits for. */
  readonly order: readonly number[];
}

export function orderSteps({ steps }: Plan): Ordered {
  const releases: Release[][] = steps.map(() => []);
  const waitCounts = new Int32Array(steps.length);
  for (const [step, { after, producedAfter }] of steps.entries()) {
    const edges: readonly After[] =
      producedAfter === null ? after : [...after, { step: producedAfter, edge: 'started' as const }];
    for (const { step: of, edge } of edges) {
      releases[of]?.push({ step, edge });
      waitCounts[step]! += 1;
    }
  }
  return { releases, waitCounts, order: sortSteps(releases, waitCounts) };
}

/** Kahn's algorithm. Where a circle is left, its earliest step waits no longer: a recording that is cut or damaged may have one. */
function sortSteps(releases: Release[][], waitCounts: Int32Array): number[] {
  const left = Int32Array.from(waitCounts);
  const isDone = new Uint8Array(left.length);
  const order: number[] = [];
  const ready: number[] = [];
  const take = (step: number): void => {
    order.push(step);
    isDone[step] = 1;
    for (const release of releases[step] ?? []) {
      left[release.step]! -= 1;
      if (left[release.step] === 0) ready.push(release.step);
    }
  };
  for (let step = 0; step < left.length; step += 1) {
    if (left[step] !== 0 || isDone[step] === 1) continue;
    ready.push(step);
    for (let next = ready.pop(); next !== undefined; next = ready.pop()) if (isDone[next] === 0) take(next);
  }
  for (let step = 0; step < left.length; step += 1) {
    if (isDone[step] === 1) continue;
    for (const [of, list] of releases.entries()) {
      if (isDone[of] === 0) releases[of] = list.filter((release) => release.step !== step);
    }
    waitCounts[step]! -= left[step]!;
    left[step] = 0;
    ready.push(step);
    for (let next = ready.pop(); next !== undefined; next = ready.pop()) if (isDone[next] === 0) take(next);
  }
  return order;
}
