// The example files of fixtures/faults that need no waiting, run as they are: the rule that a file is named after is found in the report.
// In: a file, and backups through our relay. Out: the verdict. (Rules whose time is the point have wire scripts of their own.)
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { observeBackups } from '../support/observed-backup.js';
import { fixturesFolder } from '../support/paths.js';

/** Sends the same data again in a second run. */
const repeated = ['wasted-reupload'] as const;
const names = [
  ...repeated,
  'unfinished-session',
  'failed-call',
  'early-reply',
  'upgrade-refused',
  'upgrade-headers',
  'tunnel-not-raw',
  'tunnel-closed-at-once',
  'foreign-window',
  'group-locked',
  'clock',
  'protocol-error',
] as const;

for (const name of names) {
  test(`fixtures/faults/${name}.json`, async (t) => {
    const file = JSON.parse(readFileSync(join(fixturesFolder, 'faults', `${name}.json`), 'utf8')) as {
      readonly faults: readonly object[];
    };
    const again = { runCount: 2, data: 'same' } as const;
    const isRepeated = repeated.some((one) => one === name);
    const { report } = await observeBackups(t, file.faults, isRepeated ? again : {});
    const found = report.verdicts.filter((verdict) => verdict.state === 'found').map((verdict) => verdict.rule);
    assert.ok(found.includes(name), found.join());
  });
}
