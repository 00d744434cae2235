// In: stubs of boxes, and an account. Out: lb-check's verdict with it, and that it goes nowhere where it should not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBackend } from '../../src/lbcheck/index.js';
import { startStubBox } from '../support/boxes/stub-box.js';
import { check, startRig } from '../support/boxes/stub-check.js';
import * as faults from '../support/boxes/stub-faults.js';

test('a second server behind the box is found, with both ends and with an account', async (context) => {
  const rig = await startRig(context);
  const other = await startBackend({ listen: { host: '127.0.0.1', port: 0 }, tls: null, log: () => undefined });
  context.after(() => other.stop());
  const ports = [rig.backend.address.port, other.address.port];
  const port = await startStubBox(context, rig.certificate, 0, faults.spreadOver(ports));
  const more = ['same-server'];
  const report = await check(rig, port, more);
  assert.equal(report.verdict.outcome, 'several-servers', JSON.stringify(report.checks, null, 1));
  const { tokenId: authId, secret } = rig.backend.token;
  const seen = await check(rig, port, [], { backend: null, only: ['certificate'] });
  const withAccount = await check(rig, port, [], {
    backend: null,
    account: { authId, secret, store: rig.backend.store, namespace: '' },
    fingerprint: seen.verdict.facts.fingerprint,
    only: more,
  });
  assert.equal(withAccount.verdict.outcome, 'several-servers', JSON.stringify(withAccount.checks, null, 1));
});

test('an account goes nowhere where the certificate is not the expected one', async (context) => {
  const rig = await startRig(context);
  const requests: string[] = [];
  const port = await startStubBox(context, rig.certificate, rig.backend.address.port, {
    onRequest: (head) => {
      requests.push([head.line, ...head.headers].join('\n'));
      return head;
    },
  });
  const account = { authId: 'a@pbs!t', secret: 'a-secret-that-stays', store: 'store', namespace: '' };
  for (const fingerprint of [null, 'aa'.repeat(32)]) {
    const report = await check(rig, port, ['login', 'same-server', 'rest-body'], {
      backend: null,
      account,
      fingerprint,
    });
    assert.equal(report.verdict.outcome, 'certificate-refused');
  }
  const asUser = { ...account, authId: 'a@pbs' };
  await check(rig, port, ['login', 'same-server'], { backend: null, account: asUser, fingerprint: null });
  assert.doesNotMatch(requests.join('\n'), /a-secret-that-stays/);
});
