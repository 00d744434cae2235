// docs/keys.md says what the key table says; `node dist/scripts/make-keys-page.js` writes it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeKeys } from '../../../../src/sinks/dashboard/index.js';
import { rootFolder } from '../../../support/paths.js';

test('docs/keys.md is fresh', () => {
  assert.equal(readFileSync(join(rootFolder, 'docs', 'keys.md'), 'utf8'), describeKeys());
});
