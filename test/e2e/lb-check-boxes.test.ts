// In: real boxes of Debian on loopback (a quick subset of fixtures/load-balancers; the whole is `npm run lb-matrix`). Out: the verdict
// that was measured for each; and the same verdict when pbscope's own proxy stands in front, for a real box and for a stub.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { checkWithBothEnds, checkWithToken, differencesFrom } from '../support/boxes/check-box.js';
import { startProxyInFront, verdictOf } from '../support/boxes/proxy-in-front.js';
import { boxCases, freePort, type RunningBox, startBox, whyNotStarted } from '../support/boxes/real-box.js';
import { makeStubCertificate } from '../support/boxes/shown-certificate.js';
import { startStubBox } from '../support/boxes/stub-box.js';
import { idleCut, stripUpgrade } from '../support/boxes/stub-faults.js';

const caseNamed = (id: string) => {
  const found = boxCases.find((one) => one.id === id);
  assert.ok(found !== undefined, id);
  return found;
};

function whyWithoutBox(id: string): string | false {
  return process.env['CI'] === undefined ? (whyNotStarted(caseNamed(id)) ?? false) : false;
}

async function startRealBox(context: TestContext, id: string): Promise<RunningBox> {
  const box = await startBox(caseNamed(id));
  context.after(() => box.stop());
  return box;
}

const only = ['reach', 'tls', 'certificate', 'alpn', 'rest', 'upgrade-backup', 'settings', 'ping', 'rest-body'];
const idleMaxMs = 100;
const options = { idleMaxMs, only };
/** What needs a wait is left to the stubs, and to the whole matrix. */
const withoutWaits = ({ idleHeldSec: _held, idleLimitSec: _limit, ...rest }: Readonly<Record<string, unknown>>) => rest;

for (const id of [
  'haproxy-tcp-passthrough',
  'haproxy-tcp-send-proxy',
  'haproxy-http-path-acl',
  'nginx-http-default',
  'nginx-http-upgrade-http10',
]) {
  test(`${id} gets the verdict that was measured`, { skip: whyWithoutBox(id) }, async (context) => {
    const box = await startRealBox(context, id);
    const { found } = await checkWithBothEnds(box, options);
    assert.deepEqual(differencesFrom(withoutWaits(caseNamed(id).expected), found, idleMaxMs), []);
  });
}

test('with an account, too: nginx strips the credentials', {
  skip: whyWithoutBox('nginx-http-strip-auth'),
}, async (context) => {
  const box = await startRealBox(context, 'nginx-http-strip-auth');
  const { found } = await checkWithToken(box, { idleMaxMs, only: only.filter((one) => one !== 'rest-body') });
  const { restBody2MiB: _body, ...expected } = withoutWaits(caseNamed('nginx-http-strip-auth').expected);
  assert.deepEqual(differencesFrom(expected, found, idleMaxMs), []);
});

test('the proxy in front of a real box changes no verdict', {
  skip: whyWithoutBox('haproxy-http-path-acl'),
}, async (context) => {
  const box = await startRealBox(context, 'haproxy-http-path-acl');
  const direct = await checkWithBothEnds(box, options);
  const proxied = await checkWithBothEnds(box, { ...options, frontPort: await startProxyInFront(context, box.port) });
  assert.deepEqual(verdictOf(proxied.report), verdictOf(direct.report));
});

test('the proxy in front of a stub changes no verdict', async (context) => {
  const certificate = await makeStubCertificate(context);
  for (const [name, fault] of Object.entries({ stripUpgrade, idle: idleCut(1000) })) {
    await context.test(name, async (inner) => {
      const backendPort = await freePort();
      const port = await startStubBox(inner, certificate, backendPort, fault);
      const stub = { port, backendPort, certificate: null };
      const more = { idleMaxMs: 2000, only: ['upgrade-backup', 'settings', 'ping', 'idle'] };
      const direct = await checkWithBothEnds(stub, more);
      const proxied = await checkWithBothEnds(stub, { ...more, frontPort: await startProxyInFront(inner, port) });
      assert.deepEqual(verdictOf(proxied.report), verdictOf(direct.report));
    });
  }
});

test('every case has its templates', () => {
  for (const { files } of boxCases)
    for (const file of files)
      assert.ok(readFileSync(`fixtures/load-balancers/configs/${file}`, 'utf8').length > 0, file);
});
