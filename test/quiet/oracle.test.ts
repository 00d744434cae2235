// Runs whose truth is known, judged (docs/oracle.md): a sample of quick ones, all of them in the long form. And that nothing is left
// out: a run for each cause and for each rule, a row of the page for each run.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { rules } from '../../src/core/diagnosis/index.js';
import { causes } from '../../src/core/report/index.js';
import { oracleRuns, whyNot } from '../support/oracle/oracle-runs.js';
import { performAll } from '../support/oracle/perform.js';
import { isLongRun, rootFolder } from '../support/paths.js';

test('what is known of a run, its report says', async (t) => {
  const chosen = isLongRun ? oracleRuns : oracleRuns.filter(({ lane }) => lane === 'sample');
  for (const run of chosen) if (whyNot(run) !== false) t.diagnostic(`left out: ${run.name}: ${whyNot(run)}`);
  const performed = await performAll(chosen.filter((run) => whyNot(run) === false));
  const missed = performed.filter(({ misses }) => misses.length > 0);
  assert.deepEqual(
    missed.map(({ name, misses }) => `${name}: ${misses.join('; ')}`),
    [],
  );
});

test('each cause of the time budget has a run', () => {
  const covered = new Set(oracleRuns.map(({ cause }) => cause?.cause));
  assert.deepEqual(
    causes.filter((cause) => !covered.has(cause)),
    [],
  );
});

test('each rule has a run', () => {
  const covered = oracleRuns.flatMap(({ rule }) =>
    rule === undefined || rule === 'none' ? [] : [rule.rule, ...(rule.also ?? [])],
  );
  assert.deepEqual(
    rules.map(({ id }) => id).filter((id) => !covered.includes(id)),
    [],
  );
});

test('docs/oracle.md has a row for each run, and all are as expected', () => {
  const page = readFileSync(join(rootFolder, 'docs', 'oracle.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (run|---) /.test(line));
  assert.deepEqual(
    rows.map((row) => row.slice(2, row.indexOf(' | '))),
    oracleRuns.map(({ name }) => name),
  );
  assert.doesNotMatch(page, /\*\*missed\*\*/);
});
