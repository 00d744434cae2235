// A whole run: the checks that were chosen, in their order, then the verdict. In: a target, an account or the far end, limits. Out: a
// report, also when it was interrupted: then of what is known. A check that fails by our fault spoils no other.
import { setMaxListeners } from 'node:events';
import { type Check, type CheckResult, type Depth, depths, skip, unknown } from './check.js';
import { checks } from './checks/index.js';
import { Probe, type ProbeOptions } from './probe/index.js';
import { adviceFor, type Product, productNamed, recogniseProduct } from './products/index.js';
import { type JudgedCheck, judge, type Verdict } from './verdict/index.js';

export type Progress =
  | { readonly kind: 'started'; readonly id: string; readonly title: string }
  | { readonly kind: 'finished'; readonly check: JudgedCheck }
  | { readonly kind: 'waiting'; readonly what: string; readonly remainingMs: number };

export interface LbCheckOptions extends Omit<ProbeOptions, 'onWait'> {
  /** Ids; null: all. */
  readonly only: readonly string[] | null;
  readonly skip: readonly string[];
  /** Id of a product, for the advice; null: the one that is recognised. */
  readonly product: string | null;
  readonly onProgress: (progress: Progress) => void;
}

export interface LbCheckReport {
  readonly target: string;
  readonly depth: Depth;
  readonly product: string | null;
  readonly verdict: Verdict;
  readonly checks: readonly JudgedCheck[];
  readonly durationMs: number;
  readonly isInterrupted: boolean;
}

/** What a check may take to say what it knows when it is interrupted. */
const lastWordMs = 1500;

export async function runChecks(options: LbCheckOptions): Promise<LbCheckReport> {
  const { onProgress, signal } = options;
  const startedAtMs = performance.now();
  setMaxListeners(0, signal); // each session that waits listens
  const probe = new Probe({
    ...options,
    onWait: (what, remainingMs) => onProgress({ kind: 'waiting', what, remainingMs }),
  });
  const chosen = checks.filter(({ id }) => (options.only?.includes(id) ?? true) && !options.skip.includes(id));
  const results = new Map<string, JudgedCheck>();
  const product = (): Product | null =>
    options.product === null ? recogniseProduct(probe.signs) : productNamed(options.product);
  const carryOut = async (check: Check): Promise<void> => {
    onProgress({ kind: 'started', id: check.id, title: check.title });
    const result = await runOne(check, probe, signal);
    const judged = judgeOne(check, result, product());
    results.set(check.id, judged);
    onProgress({ kind: 'finished', check: judged });
  };
  await probe.awaitBackend();
  for (const check of chosen.filter(({ phase }) => phase === 'steps')) await carryOut(check);
  await probe.closeShared();
  await Promise.all(chosen.filter(({ phase }) => phase === 'waits').map(carryOut));
  await probe.closeShared();
  for (const check of chosen.filter(({ phase }) => phase === 'end')) await carryOut(check);
  const judged = chosen.flatMap(({ id }) => results.get(id) ?? []);
  // A box shows itself late, by an error page: the advice is given again with what is known at the end.
  const final = judged.map((one) => judgeOne(one, one, product()));
  return {
    target: probe.hostHeader,
    depth: probe.depth,
    product: product()?.name ?? null,
    verdict: judge(final),
    checks: final,
    durationMs: performance.now() - startedAtMs,
    isInterrupted: signal.aborted,
  };
}

async function runOne(check: Check, probe: Probe, signal: AbortSignal): Promise<CheckResult> {
  if (signal.aborted) return unknown('Interrupted before it.');
  if (depths.indexOf(check.depth) > depths.indexOf(probe.depth))
    return skip(
      check.depth === 'token'
        ? 'Needs an account: PBS_REPOSITORY and PBS_PASSWORD, or --backend.'
        : 'Needs both ends: --backend.',
    );
  try {
    return await Promise.race([check.run(probe), interruption(signal)]);
  } catch (error) {
    return unknown(`The check itself failed: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function interruption(signal: AbortSignal): Promise<CheckResult> {
  return new Promise((resolve) => {
    const onAbort = (): void => void setTimeout(() => resolve(unknown('Interrupted.')), lastWordMs);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function judgeOne(
  { id, title }: Pick<Check, 'id' | 'title'>,
  result: CheckResult,
  product: Product | null,
): JudgedCheck {
  return { ...result, id, title, advice: result.remedy === undefined ? null : adviceFor(result.remedy, product) };
}
