// Several servers behind one relay: which one a connection leads to, by the name its TLS asks for or by the target of its CONNECT.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { RelayOptions } from '../../src/sources/relay/index.js';
import {
  openTestCertificates,
  readExactly,
  secure,
  startRelayRig,
  startUpstream,
  type Upstream,
} from '../support/relay-rig.js';

const routeTo = (upstream: Upstream, serverNames: readonly string[]): NonNullable<RelayOptions['routes']>[number] => ({
  serverNames,
  upstream: { host: '127.0.0.1', port: upstream.port },
  verify: { kind: 'fingerprint', sha256: upstream.fingerprint },
});

async function startTwo(context: TestContext) {
  const second = await startUpstream(context, await openTestCertificates(context));
  const rig = await startRelayRig(context, { relay: { routes: [routeTo(second, ['Two.test', 'zwei.test'])] } });
  return { rig, second };
}

for (const [serverName, leadsTo] of [
  ['two.test', 'second'],
  ['ZWEI.test', 'second'],
  ['one.test', 'first'],
  ['localhost', 'first'],
] as const) {
  test(`a client that asks for ${serverName} is led to the ${leadsTo} server`, async (context) => {
    const { rig, second } = await startTwo(context);
    const client = await rig.connect({ servername: serverName, checkServerIdentity: () => undefined });
    const upstream = leadsTo === 'second' ? second : rig.upstream;
    const server = await upstream.accept();
    client.write('hello');
    assert.equal((await readExactly(server, 5)).toString(), 'hello');
    const opened = await rig.saw((event) => event.kind === 'opened');
    assert.equal(opened.kind === 'opened' && opened.server, `127.0.0.1:${upstream.port}`);
  });
}

test('CONNECT leads to each of the servers, and to no other', async (context) => {
  const { rig, second } = await startTwo(context);
  const tcp = await rig.connectPlain();
  tcp.write(`CONNECT 127.0.0.1:${second.port} HTTP/1.1\r\n\r\n`);
  assert.match((await readExactly(tcp, 39)).toString(), /^HTTP\/1\.1 200 /);
  // The target was named: the name inside does not matter.
  const client = await secure(context, tcp, rig.certificates, { servername: 'localhost' });
  const server = await second.accept();
  client.write('hello');
  assert.equal((await readExactly(server, 5)).toString(), 'hello');
  const stranger = await rig.connectPlain();
  stranger.write('CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n');
  assert.match((await readExactly(stranger, 12)).toString(), /403/);
});

test('each server is verified by its own fingerprint', async (context) => {
  const second = await startUpstream(context, await openTestCertificates(context));
  const wrong = { ...routeTo(second, ['two.test']), verify: { kind: 'fingerprint' as const, sha256: '0'.repeat(64) } };
  const rig = await startRelayRig(context, { relay: { routes: [wrong] } });
  const client = await rig.connect({ servername: 'two.test', checkServerIdentity: () => undefined });
  client.write('GET / HTTP/1.1\r\n\r\n');
  assert.match((await readExactly(client, 12)).toString(), /^HTTP\/1\.1 502/);
  assert.match(rig.notices[0]?.sentence ?? '', new RegExp(`127\\.0\\.0\\.1:${second.port} is not trusted`));
});
