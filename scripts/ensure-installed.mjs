// In: a checkout. Out: node_modules that fit the lock file. Lets `npm test` and `npm run demo` work on a fresh clone.
// Does nothing where the installed tree is as new as the lock file.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';

const marker = 'node_modules/.package-lock.json';
const isFresh = existsSync(marker) && statSync(marker).mtimeMs >= statSync('package-lock.json').mtimeMs;
if (!isFresh) {
  console.error('pbscope: installing packages (once) …');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error('pbscope: npm ci failed. Check the connection to the npm registry, then try again.');
    process.exit(result.status ?? 1);
  }
  const now = new Date();
  if (existsSync(marker)) utimesSync(marker, now, now);
}
