// In: stubs of boxes, each with one fault, in front of the embedded server. Out: lb-check's verdict with both ends.
// No product is installed; a run with every fault of the list is the proof that the verdict hangs on what is observed alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectPlain, relay, type StubFault, startStubBox, startTcpStub } from '../support/boxes/stub-box.js';
import { check, startRig, verdictOf } from '../support/boxes/stub-check.js';
import * as faults from '../support/boxes/stub-faults.js';

interface StubCase {
  readonly what: string;
  readonly fault: StubFault;
  readonly more?: readonly string[];
  readonly verdict: string;
  /** Part of the advice. */
  readonly advice?: RegExp;
}

const cases: readonly StubCase[] = [
  { what: 'nothing is wrong', fault: {}, more: ['idle'], verdict: 'pass 101' },
  { what: 'Upgrade is stripped', fault: faults.stripUpgrade, verdict: 'upgrade-stripped 400', advice: /Pass Upgrade/ },
  { what: 'Upgrade is renamed', fault: faults.renameUpgrade, verdict: 'upgrade-stripped 400' },
  { what: '200 for 101', fault: faults.okForSwitch, verdict: 'upgrade-refused 200' },
  { what: '101, then text', fault: faults.textBehindSwitch, verdict: 'tunnel-broken 101' },
  { what: 'FIN behind the 101', fault: faults.endBehindSwitch, verdict: 'tunnel-broken 101' },
  { what: 'chunked behind the 101', fault: faults.chunkedBehindSwitch, verdict: 'tunnel-broken 101' },
  {
    what: 'the 101 is held back',
    fault: faults.holdSwitch,
    verdict: 'tunnel-broken',
    advice: /Do not hold the reply back/,
  },
  {
    what: 'silence is cut',
    fault: faults.idleCut(1000),
    more: ['idle'],
    verdict: 'pass-with-idle-limit 101',
    advice: /idle timeout/,
  },
  { what: 'silence is forgotten', fault: faults.silentLoss(1000), more: ['idle'], verdict: 'pass-with-idle-limit 101' },
  {
    what: 'age is cut',
    fault: faults.ageCut(1500),
    more: ['idle', 'age', 'one-way'],
    verdict: 'age-limit 101',
    advice: /age of a connection/,
  },
  {
    what: 'all sessions are cut at one moment',
    fault: faults.reloadCut(1500),
    more: ['idle', 'age', 'one-way'],
    verdict: 'reload-cut 101',
    advice: /age of a connection/,
  },
  {
    what: 'the silence of the server counts',
    fault: faults.oneWayCut(2000, 'server'),
    more: ['one-way'],
    verdict: 'one-way-limit 101',
  },
  {
    what: 'the silence of the client counts',
    fault: faults.oneWayCut(1800, 'client'),
    more: ['one-way', 'one-way-server'],
    verdict: 'one-way-limit 101',
  },
  {
    what: 'a stall is cut',
    fault: faults.stallCut(1000),
    more: ['stalled-server', 'stalled-client'],
    verdict: 'stall-limit 101',
  },
  {
    what: 'HTTP/2 is terminated',
    fault: faults.terminateHttp2,
    more: ['large-frames'],
    verdict: 'h2-terminated 101',
    advice: /windows and frames/,
  },
  {
    what: 'two slashes are redirected',
    fault: faults.redirectSlashes,
    more: ['redirects'],
    verdict: 'upgrade-refused 301',
    advice: /two slashes/,
  },
  {
    what: 'two slashes are unknown',
    fault: faults.refuseSlashes,
    verdict: 'upgrade-refused 404',
    advice: /two slashes/,
  },
  {
    what: 'bodies of 1 MiB at most',
    fault: faults.limitBody(2 ** 20),
    more: ['rest-body'],
    verdict: 'rest-body-limit 101',
    advice: /limit of request bodies/,
  },
  {
    what: 'Authorization is stripped',
    fault: faults.stripAuthorization,
    more: ['rest-body'],
    verdict: 'auth-stripped 401',
    advice: /Pass Authorization/,
  },
  { what: 'a login of its own', fault: faults.askForLogin, verdict: 'upgrade-refused 401' },
  { what: 'no server behind', fault: faults.brokenBackend, verdict: 'upgrade-refused 502' },
  {
    what: 'HTTP/2 only towards PBS',
    fault: { alpnToServer: ['h2'], onRequest: () => 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n' },
    verdict: 'upgrade-refused 502',
  },
  {
    what: 'no upgrade without Connection',
    fault: faults.refuseOldRelease,
    more: ['old-client'],
    verdict: 'pass fails-with-client-before-3.0.5 101',
  },
  {
    what: 'a rule refuses the upgrade alone',
    fault: faults.denyUpgrade,
    verdict: 'upgrade-refused 403',
    advice: /rules of the box/,
  },
  {
    what: 'every third request is too many',
    fault: faults.throttle(3),
    more: ['client-limit'],
    verdict: 'client-limit 101',
    advice: /limit of requests/,
  },
  {
    what: 'every second request reaches no server',
    fault: faults.missEverySecond(),
    more: ['same-server'],
    verdict: 'server-missing 101',
    advice: /leave out those that do not answer/,
  },
  {
    what: 'Connection: close beside Upgrade',
    fault: faults.closeBesideUpgrade,
    more: ['request-unchanged'],
    verdict: 'pass 101',
  },
  {
    what: 'silence is cut between two checks',
    fault: faults.idleCut(700),
    more: ['wrong-token', 'speed'],
    verdict: 'pass 101',
  },
  {
    what: 'no request without Host',
    fault: faults.wantHost,
    more: ['host-header'],
    verdict: 'pass host-header-required 101',
  },
];

/** Most of a check is waiting; each has a far end of its own. */
const atOnce = 4;

test('each fault of a box is found, with both ends', { concurrency: atOnce }, async (context) => {
  const tested = cases.map(({ what, fault, more = [], verdict, advice }) =>
    context.test(what, async (inner) => {
      const rig = await startRig(inner);
      const port = await startStubBox(inner, rig.certificate, rig.backend.address.port, fault);
      const report = await check(rig, port, more);
      assert.equal(verdictOf(report), verdict, JSON.stringify(report.checks, null, 1));
      if (advice !== undefined) assert.match(report.checks.map((one) => one.advice ?? '').join('\n'), advice);
    }),
  );
  await Promise.all(tested);
});

test('below TLS: what reaches PBS tells apart what looks alike from the client', async (context) => {
  const rig = await startRig(context);
  const backendPort = rig.backend.address.port;
  await context.test('a pass-through shows the certificate of PBS', async (inner) => {
    const port = await startTcpStub(inner, (client) => relay(client, connectPlain(backendPort)));
    const report = await check(rig, port, []);
    assert.equal(verdictOf(report), 'pass 101');
    assert.equal(report.verdict.facts.cert, 'backend');
  });
  await context.test('a PROXY header before the TLS', async (inner) => {
    const port = await startTcpStub(inner, (client) => {
      const server = connectPlain(backendPort);
      server.write('PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n');
      relay(client, server);
    });
    const report = await check(rig, port, []);
    assert.equal(verdictOf(report), 'l4-failed');
    assert.match(JSON.stringify(report.checks), /PROXY TCP4/);
    assert.match(report.verdict.facts.firstBytes ?? '', /^HTTP\/1.1 400/);
  });
  await context.test('TLS within TLS', async (inner) => {
    const { connect } = await import('node:tls');
    const port = await startTcpStub(inner, (client) =>
      relay(client, connect({ host: '127.0.0.1', port: backendPort, rejectUnauthorized: false })),
    );
    const report = await check(rig, port, []);
    assert.equal(verdictOf(report), 'l4-failed');
    assert.match(JSON.stringify(report.checks), /TLS within TLS/);
  });
  await context.test('a listener without TLS', async (inner) => {
    const port = await startTcpStub(inner, (client) =>
      client.on('data', () => client.end('HTTP/1.1 400 Bad Request\r\nserver: stub\r\n\r\n')),
    );
    assert.equal(verdictOf(await check(rig, port, [])), 'tls-failed');
  });
  await context.test('nobody listens', async () => {
    assert.equal(verdictOf(await check(rig, 1, [])), 'unreachable');
  });
});
