// In: rows of a screen and a name. Out: an assertion that they equal fixtures/screens/<name>.txt, or that file written anew
// where PBSCOPE_UPDATE_SCREENS=1 (and then looked at by a person, who commits it).
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixturesFolder } from './paths.js';

export const screensFolder = join(fixturesFolder, 'screens');
const isUpdating = process.env['PBSCOPE_UPDATE_SCREENS'] === '1';

export function assertScreen(name: string, rows: readonly string[]): void {
  const path = join(screensFolder, `${name}.txt`);
  const text = `${rows.join('\n')}\n`;
  if (isUpdating) {
    mkdirSync(screensFolder, { recursive: true });
    writeFileSync(path, text);
    return;
  }
  assert.equal(text, readFileSync(path, 'utf8'), `${name}: not as in fixtures/screens`);
}
