// In: fault files that are missing or wrong. Out: one sentence with place and nearest word, and the exit code of unusable input.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { OperatorError } from '../../../src/cli/errors/index.js';
import { readFaults } from '../../../src/cli/faults/index.js';

test('a fault file that cannot be used is told in one sentence', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pbscope-faults-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'f.json');
  const complaint = (text: string): string => {
    writeFileSync(path, text);
    try {
      return String(readFaults(path)?.faults.length);
    } catch (error) {
      assert.ok(error instanceof OperatorError);
      assert.equal(error.exitCode, 20);
      return error.message.replace(folder, '');
    }
  };
  assert.equal(complaint('{ "faults": [ { "do": [ { "kind": "close" } ] } ] }'), '1');
  assert.equal(
    complaint('{ "faults": [\n  { "do": [ { "kind": "clsoe" } ] } ] }'),
    '/f.json:2:23: there is no kind "clsoe". Did you mean "close"?',
  );
  assert.equal(
    complaint('{ "faults": [ { "do": [ { "kind": "zzzzzzzz" } ] } ] }'),
    '/f.json:1:35: there is no kind "zzzzzzzz". docs/faults.md lists what may stand there.',
  );
  assert.equal(readFaults(undefined), null);
  rmSync(path);
  assert.throws(() => readFaults(path), /does not exist\. Give --faults a fault file/);
});
