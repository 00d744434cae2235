// Every rule against its two scripts in fixtures/rules: the smallest run that fires it, the nearest that leaves it silent. A rule
// without scripts fails here, and so do scripts without a rule. PBSCOPE_UPDATE_GOLDEN=1 writes the expectations anew.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { rules } from '../../../src/core/diagnosis/index.js';
import type { ReportVerdict } from '../../../src/core/report/index.js';
import { fixturesFolder } from '../../support/paths.js';
import { parseRuleScripts, type RuleScript, withExpectations } from '../../support/rule-script.js';
import { analyze } from '../../support/session-script.js';

const folder = join(fixturesFolder, 'rules');
const isUpdating = process.env['PBSCOPE_UPDATE_GOLDEN'] === '1';

/** The rule's own verdicts in full; of the others those that matter, by name. */
function describeVerdicts(verdicts: readonly ReportVerdict[], rule: string): string[] {
  const own = verdicts.filter((verdict) => verdict.rule === rule);
  const others = verdicts.filter(
    (verdict) => verdict.rule !== rule && verdict.state === 'found' && verdict.severity !== 'info',
  );
  return [
    ...own.flatMap((verdict) => {
      const place = verdict.session !== null ? ` session ${verdict.session}` : '';
      const severity = verdict.state === 'found' ? ` ${verdict.severity}${place}` : '';
      return [`${verdict.state}${severity}`, ...verdict.because.map((line) => `  ${line}`)];
    }),
    ...others.map((verdict) => `beside it: ${verdict.severity} ${verdict.rule}`),
  ];
}

const run = ({ events }: RuleScript): readonly ReportVerdict[] => analyze(events).report().verdicts;

for (const { id, about } of rules) {
  // What is found in every run has nothing to be silent about.
  const names = id === 'observer-overhead' ? ['fires'] : ['fires', 'silent'];
  test(`${id} (about a ${about})`, () => {
    const path = join(folder, `${id}.txt`);
    assert.ok(existsSync(path), `fixtures/rules/${id}.txt is missing`);
    const text = readFileSync(path, 'utf8');
    const scripts = parseRuleScripts(text);
    assert.deepEqual(
      scripts.map((script) => script.name),
      names,
    );
    const outcomes = scripts.map((script) => ({ script, verdicts: run(script) }));
    for (const { script, verdicts } of outcomes) {
      const isFound = verdicts.some((verdict) => verdict.rule === id && verdict.state === 'found');
      assert.equal(isFound, script.name === 'fires', `${script.name}: ${script.why}`);
      const failed = verdicts.filter((verdict) => verdict.state === 'failed').map((verdict) => verdict.rule);
      assert.deepEqual(failed, [], 'no rule failed');
    }
    const lines = outcomes.map(({ script, verdicts }) => [script.name, describeVerdicts(verdicts, id)] as const);
    if (isUpdating) writeFileSync(path, withExpectations(text, Object.fromEntries(lines)));
    else for (const { script, verdicts } of outcomes) assert.deepEqual(describeVerdicts(verdicts, id), script.expected);
  });
}

test('every script belongs to a rule', () => {
  const ids = new Set(rules.map((rule) => `${rule.id}.txt`));
  const strays = readdirSync(folder).filter((file) => file !== 'README.md' && !ids.has(file));
  assert.deepEqual(strays, []);
});
