// What an installation costs. In: the lockfile, node_modules as it stands, the files that are published. Out: bytes by package, held below
// the promise. Measured here without an installation: what is not marked `dev` in the lockfile is what --omit=dev leaves.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isLongRun, rootFolder } from '../support/paths.js';

/** The promise, in bytes of files; a file system that gives each file whole blocks shows half as much again. */
const maxInstalledBytes = 25_000_000;
const maxPackedBytes = 3_000_000;

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly hasInstallScript?: boolean }>>;
}
const lock = JSON.parse(readFileSync(join(rootFolder, 'package-lock.json'), 'utf8')) as Lock;
const installed = Object.entries(lock.packages).filter(
  ([path, one]) => path !== '' && one.dev !== true && existsSync(join(rootFolder, path)),
);

/** Packages inside a package are entries of their own. */
function bytesOf(folder: string, isWanted: (name: string) => boolean = () => true): number {
  let bytes = 0;
  for (const name of readdirSync(folder)) {
    if (name === 'node_modules') continue;
    const path = join(folder, name);
    const facts = lstatSync(path);
    if (facts.isDirectory()) bytes += bytesOf(path, isWanted);
    else if (isWanted(name)) bytes += facts.size;
  }
  return bytes;
}

test('the installed tree stays below 25 MB, and no package of it runs a script', () => {
  const own =
    bytesOf(join(rootFolder, 'dist', 'src'), (name) => name.endsWith('.js')) +
    bytesOf(join(rootFolder, 'docs')) +
    bytesOf(join(rootFolder, 'man'));
  const sizes = installed.map(([path]) => ({ path, bytes: bytesOf(join(rootFolder, path)) }));
  const totalBytes = sizes.reduce((sum, { bytes }) => sum + bytes, own);
  const heaviest = [...sizes, { path: 'pbscope itself', bytes: own }]
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 8)
    .map(({ path, bytes }) => `${(bytes / 1e6).toFixed(1)} MB ${path}`);
  assert.ok(sizes.length > 50, 'node_modules is here');
  assert.ok(totalBytes < maxInstalledBytes, `${totalBytes} bytes:\n${heaviest.join('\n')}`);
  assert.deepEqual(
    installed.filter(([, one]) => one.hasInstallScript === true).map(([path]) => path),
    [],
  );
});

function checkPacked(): void {
  const { stdout, stderr } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: rootFolder,
    encoding: 'utf8',
  });
  const [packed] = JSON.parse(stdout) as { readonly size: number }[];
  assert.ok(packed !== undefined && packed.size < maxPackedBytes, `${packed?.size} bytes packed ${stderr}`);
}

// npm takes seconds to start.
if (isLongRun) test('the package stays below 3 MB', checkPacked);
