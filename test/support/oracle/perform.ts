// Carries runs out: those that mostly wait side by side, those that move bytes at a rate alone. In: runs. Out: a judgement each, in
// their order. A run that misses is repeated: a machine that was busy for a moment gives another answer, a wrong diagnosis the same.
import { openBench } from './bench.js';
import { type Judgement, judge } from './judge.js';
import type { OracleRun } from './oracle-run.js';

export interface Performed extends Judgement {
  /** 1: as expected, or not, at once. */
  readonly attemptCount: number;
}

/** Two cores each have one to spare. */
const besideCount = 4;
const maxAttemptCount = 3;

export async function performAll(
  runs: readonly OracleRun[],
  onPerformed: (performed: Performed) => void = () => undefined,
): Promise<readonly Performed[]> {
  const done = new Map<OracleRun, Performed>();
  const work = async (waiting: Iterator<OracleRun>): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      const performed = await perform(next.value);
      done.set(next.value, performed);
      onPerformed(performed);
    }
  };
  // The longest stand at the end of the table: begun first, they end with the others.
  const quiet = runs
    .filter((run) => run.lane !== 'busy')
    .toReversed()
    .values();
  await Promise.all(Array.from({ length: besideCount }, () => work(quiet)));
  await work(runs.filter((run) => run.lane === 'busy').values());
  return runs.flatMap((run) => done.get(run) ?? []);
}

export async function perform(run: OracleRun): Promise<Performed> {
  for (let attemptCount = 1; ; attemptCount += 1) {
    const judgement = await performOnce(run);
    if (judgement.misses.length === 0 || attemptCount === maxAttemptCount) return { ...judgement, attemptCount };
  }
}

async function performOnce(run: OracleRun): Promise<Judgement> {
  const cleaners: (() => unknown)[] = [];
  try {
    const bench = await openBench({ after: (clean) => void cleaners.push(clean) }, run.bench);
    await run.work(bench);
    return judge(run, await bench.finish());
  } finally {
    for (const clean of cleaners.toReversed()) await clean();
  }
}
