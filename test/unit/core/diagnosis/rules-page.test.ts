// docs/rules.md says what the rules say; `node dist/scripts/make-rules-page.js` writes it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeRules, rules } from '../../../../src/core/diagnosis/index.js';
import { rootFolder } from '../../../support/paths.js';

test('docs/rules.md is fresh', () => {
  assert.equal(readFileSync(join(rootFolder, 'docs', 'rules.md'), 'utf8'), describeRules(rules));
});

test('every rule has a name of its own and says what it is', () => {
  assert.equal(new Set(rules.map((rule) => rule.id)).size, rules.length);
  for (const rule of rules) {
    assert.match(rule.id, /^[a-z]+(-[a-z]+)*$/);
    for (const text of [rule.title, rule.firesWhen, rule.silentWhen, rule.threshold, rule.remedy])
      assert.ok(text.length > 4);
    assert.doesNotMatch(rule.title, /\.$/, 'a title is no sentence');
  }
});
