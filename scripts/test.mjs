// In: names of folders or files under test/ ("unit", "architecture"). Out: node's test runner over what tsc built from them; the unit
// tests of a room in one process.
// `--alone` runs one file after the other, for those whose full counts need the machine for themselves (test/quiet).
// `--long` sets PBSCOPE_TEST_LONG=1, by which the sampled tests run their full counts (D20). Stale output is left out.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, sep } from 'node:path';

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

const builtOf = (file) => join('dist', file.replace(/\.ts$/, '.js'));

/** They change what is the process's own, or wait while they are read: the runner would begin, and could end, without those behind. */
const needsOwnProcess = (file) => /process\.env|^(?:\w.*\s)?await\s/m.test(readFileSync(file, 'utf8'));

/** A start of Node costs more than most unit tests: those of a room share one. */
function bundleUnits(files) {
  const rooms = new Map();
  const apart = [];
  for (const file of files) {
    const [, kind, room] = file.split(sep);
    if (kind !== 'unit' || room.endsWith('.ts') || needsOwnProcess(file)) apart.push(file);
    else rooms.set(room, [...(rooms.get(room) ?? []), file]);
  }
  const folder = join('dist', 'test', 'bundles');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const bundles = [...rooms].map(([room, members]) => {
    const path = join(folder, `unit-${room}.js`);
    const imports = members.map((file) => `import '../../../${builtOf(file).split(sep).join('/')}';\n`);
    writeFileSync(path, imports.join(''));
    return path;
  });
  return [...apart.map(builtOf), ...bundles];
}

const files = bundleUnits(names.flatMap(testFiles));
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
