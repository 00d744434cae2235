// `npm run lb-matrix [-- ID…] [--idle-max SECONDS] [--token] [--cures] [--text]`: every set-up of fixtures/load-balancers as a real box on
// loopback, lb-check in front of it, expected against found. In: names of cases, or none for all. Out: a table; exit 1 where one differs.
import { renderText } from '../../src/lbcheck/index.js';
import {
  type CheckedBox,
  checkWithBothEnds,
  checkWithToken,
  differencesFrom,
} from '../../test/support/boxes/check-box.js';
import { type BoxCase, boxCases, startBox, whyNotStarted } from '../../test/support/boxes/real-box.js';

const args = process.argv.slice(2);
const idleAt = args.indexOf('--idle-max');
const idleMaxMs = Number(idleAt < 0 ? 15 : args[idleAt + 1]) * 1000;
const names = args.filter((arg, index) => !arg.startsWith('--') && index !== idleAt + 1);
const hasToken = args.includes('--token');
const hasCures = args.includes('--cures');
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

async function runCase(box: BoxCase, isCured: boolean, depth: 'both-ends' | 'token'): Promise<Row> {
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

const rows: Row[] = [];
for (const box of boxCases) {
  if (names.length > 0 && !names.includes(box.id)) continue;
  const missing = whyNotStarted(box);
  if (missing !== null) {
    line(`skipped ${box.id}: ${missing}`);
    continue;
  }
  const plans = [
    { isCured: false, depth: 'both-ends' as const, isWanted: true },
    { isCured: false, depth: 'token' as const, isWanted: hasToken },
    { isCured: true, depth: 'both-ends' as const, isWanted: hasCures && box.cure?.edits !== undefined },
  ];
  for (const { isCured, depth, isWanted } of plans) {
    if (!isWanted) continue;
    const row = await runCase(box, isCured, depth).catch((error: Error) => ({
      id: box.id,
      depth,
      differences: [error.message],
      outcome: 'not run',
    }));
    rows.push(row);
    report(row);
  }
}
const differing = rows.filter(({ differences }) => differences.length > 0);
line(`${rows.length} runs, ${differing.length} differ`);
process.exitCode = differing.length === 0 ? 0 : 1;
