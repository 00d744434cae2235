// `npm run lb-matrix [-- ID…] [--idle-max SECONDS] [--jobs N] [--token] [--cures] [--proxied] [--text]`: every set-up of fixtures/load-balancers as a
// real box on loopback, lb-check in front of it, expected against found. In: names of cases, or none for all. Out: a table; exit 1 where
// one differs.
import { isDeepStrictEqual } from 'node:util';
import { renderText } from '../../src/lbcheck/index.js';
import {
  type CheckedBox,
  checkWithBothEnds,
  checkWithToken,
  differencesFrom,
} from '../../test/support/boxes/check-box.js';
import { startProxyInFront, verdictOf } from '../../test/support/boxes/proxy-in-front.js';
import { type BoxCase, boxCases, startBox, whyNotStarted } from '../../test/support/boxes/real-box.js';

const args = process.argv.slice(2);
/** Of a flag with a number behind it. */
const numberOf = (flag: string, otherwise: number): number =>
  args.includes(flag) ? Number(args[args.indexOf(flag) + 1]) : otherwise;
const idleMaxSec = numberOf('--idle-max', 15);
/** Boxes at a time: most of a run is silence. */
const jobCount = numberOf('--jobs', 3);
const isNumberOf = (index: number): boolean => ['--idle-max', '--jobs'].includes(args[index - 1] ?? '');
const names = args.filter((arg, index) => !arg.startsWith('--') && !isNumberOf(index));
const hasToken = args.includes('--token');
const hasCures = args.includes('--cures');
const hasProxied = args.includes('--proxied');
const hasText = args.includes('--text');

interface Row {
  readonly id: string;
  readonly depth: string;
  readonly differences: readonly string[];
  readonly outcome: string;
}

const line = (text: string): void => void process.stdout.write(`${text}\n`);

function report({ id, depth, differences, outcome }: Row): void {
  line(`${differences.length === 0 ? 'agrees ' : 'DIFFERS'} ${id.padEnd(32)} ${depth.padEnd(10)} ${outcome}`);
  for (const difference of differences) line(`        ${difference}`);
}

/** From the client alone some faults look alike (docs/lb-check.md): those words are not asked for there. */
function expectedWithToken(expected: BoxCase['expected']): BoxCase['expected'] {
  const { outcome, restBody2MiB, ...rest } = expected;
  const isAlike = outcome === 'h2-forced';
  const isTunnel = expected['status'] === 101 && outcome !== 'tunnel-broken';
  return {
    ...rest,
    ...(isAlike ? {} : { outcome }),
    ...(isTunnel || Number(restBody2MiB) >= 400 ? { restBody2MiB } : {}),
  };
}

/** A cure is of the tunnel: where its expectation itself has a body refused, that is the limit that is left. */
const withStatedLimit = (expected: BoxCase['expected']): BoxCase['expected'] =>
  expected['outcome'] === 'pass' && expected['restBody2MiB'] === 413
    ? { ...expected, outcome: 'rest-body-limit' }
    : expected;

async function runCase({ box, isCured, depth }: Plan): Promise<Row> {
  if (depth === 'proxied') return runProxied(box);
  const idleMaxMs = waitMsOf(box);
  const running = await startBox(box, isCured ? box.cure?.edits : []);
  try {
    const checked: CheckedBox = await (depth === 'token' ? checkWithToken : checkWithBothEnds)(running, { idleMaxMs });
    if (hasText) line(renderText(checked.report));
    const wanted = isCured ? (box.cure?.expected ?? {}) : box.expected;
    const expected = depth === 'token' ? expectedWithToken(wanted) : wanted;
    const differences = differencesFrom(isCured ? withStatedLimit(expected) : expected, checked.found, idleMaxMs);
    if (differences.length > 0 && !hasText) line(renderText(checked.report));
    const outcome = `${String(checked.found['outcome'])} [${String(checked.found['findings'])}]`;
    return { id: isCured ? `${box.id} cured` : box.id, depth, differences, outcome };
  } finally {
    await running.stop();
  }
}

/** pbscope's proxy in front of the box must change nothing: the same box is asked twice. */
async function runProxied(box: BoxCase): Promise<Row> {
  const idleMaxMs = waitMsOf(box);
  const running = await startBox(box);
  const ends: (() => unknown)[] = [];
  try {
    const frontPort = await startProxyInFront({ after: (end) => ends.push(end) }, running.port);
    const direct = await checkWithBothEnds(running, { idleMaxMs });
    const proxied = await checkWithBothEnds(running, { idleMaxMs, frontPort });
    const differences = isDeepStrictEqual(verdictOf(direct.report), verdictOf(proxied.report))
      ? []
      : [
          `without: ${JSON.stringify(verdictOf(direct.report))}`,
          `with:    ${JSON.stringify(verdictOf(proxied.report))}`,
        ];
    return { id: box.id, depth: 'proxied', differences, outcome: String(proxied.found['outcome']) };
  } finally {
    for (const end of ends) await end();
    await running.stop();
  }
}

const waitMsOf = ({ waitSec = 0 }: BoxCase): number => 1000 * Math.max(idleMaxSec, waitSec);

interface Plan {
  readonly box: BoxCase;
  readonly isCured: boolean;
  readonly depth: 'both-ends' | 'token' | 'proxied';
}

function plansOf(box: BoxCase): readonly Plan[] {
  if (names.length > 0 && !names.includes(box.id)) return [];
  const missing = whyNotStarted(box);
  if (missing !== null) {
    line(`skipped ${box.id}: ${missing}`);
    return [];
  }
  return [
    { box, isCured: false, depth: 'both-ends' },
    ...(hasToken ? [{ box, isCured: false, depth: 'token' } as const] : []),
    ...(hasProxied ? [{ box, isCured: false, depth: 'proxied' } as const] : []),
    ...(hasCures && box.cure?.edits !== undefined ? [{ box, isCured: true, depth: 'both-ends' } as const] : []),
  ];
}

const plans = boxCases.flatMap(plansOf);
const rows: Row[] = [];

async function work(): Promise<void> {
  for (let plan = plans.shift(); plan !== undefined; plan = plans.shift()) {
    const { box, depth } = plan;
    const row = await runCase(plan).catch((error: Error) => ({
      id: box.id,
      depth,
      differences: [error.message],
      outcome: 'not run',
    }));
    rows.push(row);
    report(row);
  }
}

await Promise.all(Array.from({ length: jobCount }, work));
const differing = rows.filter(({ differences }) => differences.length > 0);
line(`${rows.length} runs, ${differing.length} differ`);
process.exitCode = differing.length === 0 ? 0 : 1;
