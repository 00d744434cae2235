// In: names of folders or files under test/ ("unit", "architecture"). Out: node's test runner over what tsc built from them.
// `--alone` runs one file after the other, for those whose full counts need the machine for themselves (test/quiet).
// `--long` sets PBSCOPE_TEST_LONG=1, by which the sampled tests run their full counts (D20). Stale output is left out.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const args = process.argv.slice(2);
const isLong = args.includes('--long');
const names = args.filter((name) => !name.startsWith('--'));

function testFiles(name) {
  const single = join('test', `${name}.test.ts`);
  const found = existsSync(single) ? [single] : [];
  const folder = join('test', name);
  if (existsSync(folder)) {
    for (const entry of readdirSync(folder, { recursive: true })) {
      if (String(entry).endsWith('.test.ts')) found.push(join(folder, String(entry)));
    }
  }
  return found;
}

const files = names.flatMap(testFiles).map((file) => join('dist', file.replace(/\.ts$/, '.js')));
if (files.length === 0) {
  console.error(`no test files under test/ for: ${names.join(', ')}`);
  process.exit(1);
}
/** Node runs one file less than there are cores, but most of ours wait: for sockets, processes, browsers. */
const leastConcurrency = 4;
const concurrency = args.includes('--alone') ? 1 : Math.max(leastConcurrency, availableParallelism());
/** A test that hangs must fail, not hold CI up. */
const timeoutMs = isLong || names.includes('originals') ? 3_600_000 : 120_000;
const result = spawnSync(
  process.execPath,
  [
    '--enable-source-maps',
    '--test',
    `--test-timeout=${timeoutMs}`,
    `--test-concurrency=${concurrency}`,
    '--test-reporter',
    'spec',
    ...files,
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, ...(isLong ? { PBSCOPE_TEST_LONG: '1' } : {}) },
  },
);
process.exit(result.status ?? 1);
