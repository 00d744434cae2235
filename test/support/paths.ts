// Where tests find the checkout's own files: compiled tests run from dist/test/…, fixtures stay in the source tree.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package-lock.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package-lock.json above the tests');
    folder = parent;
  }
  return folder;
}

/** Absolute path of the checkout. */
export const rootFolder = findRoot();
export const fixturesFolder = join(rootFolder, 'fixtures');
/** The captures beside the project, present for `npm run test:originals` only. */
export const originalsFolder = join(rootFolder, '..', 'shared', 'captures');
/** True in `npm run test:long` (D20). */
export const isLongRun = process.env['PBSCOPE_TEST_LONG'] === '1';
/** All in the long run, each third otherwise: for lists of which each entry starts a process (D20). */
export const sampleOf = <T>(list: readonly T[]): readonly T[] =>
  list.filter((_, index) => isLongRun || index % sampleStep === 0);
const sampleStep = 3;
