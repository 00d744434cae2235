// How the server behind is to be verified: flags before the environment. In: flags, PBS_FINGERPRINT. Out: the check, or a sentence.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readVerification } from '../../../src/cli/plans/index.js';

const one = 'ab'.repeat(32);
const other = 'cd'.repeat(32);

test('flags win over PBS_FINGERPRINT, a CA too; without any the system decides', (t) => {
  const before = process.env['PBS_FINGERPRINT'];
  t.after(() => {
    if (before === undefined) delete process.env['PBS_FINGERPRINT'];
    else process.env['PBS_FINGERPRINT'] = before;
  });
  process.env['PBS_FINGERPRINT'] = one;
  const none = { fingerprint: undefined, caPath: undefined };
  assert.deepEqual(readVerification(none), { kind: 'fingerprint', sha256: one });
  assert.deepEqual(readVerification({ ...none, fingerprint: other }), { kind: 'fingerprint', sha256: other });
  assert.throws(() => readVerification({ ...none, caPath: '/nowhere/ca.pem' }), {
    message: /^\/nowhere\/ca\.pem cannot be read/,
  });
  process.env['PBS_FINGERPRINT'] = '';
  assert.deepEqual(readVerification(none), { kind: 'system' });
});
