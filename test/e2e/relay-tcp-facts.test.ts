// What the kernel tells of the relay's own sockets, asked for real: through `ss` where it is there, and never in anybody's way.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { readExactly, startRelayRig } from '../support/relay-rig.js';

const missing = spawnSync('ss', ['-V']).status === 0 ? false : 'ss is not installed (apt-get install iproute2)';

test('TCP of both legs is told while a connection is open', { skip: missing }, async (context) => {
  const rig = await startRelayRig(context);
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  client.write('hello');
  await readExactly(server, 5);
  for (const leg of ['client', 'server'] as const) {
    const facts = await rig.saw((event) => event.kind === 'tcpFacts' && event.leg === leg);
    assert.ok(facts.kind === 'tcpFacts');
    assert.equal(facts.state, 'ESTAB');
    assert.ok((facts.congestionWindowSegmentCount ?? 0) > 0 && (facts.segmentBytes ?? 0) > 0);
    await rig.saw((event) => event.kind === 'roundTrip' && event.toward === leg);
  }
});

test('nobody is asked where that is not wanted', async (context) => {
  const rig = await startRelayRig(context, { relay: { askKernel: null } });
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  client.end('bye');
  server.end(await readExactly(server, 3));
  await rig.saw(({ kind }) => kind === 'closed');
  assert.ok(rig.events.every(({ kind }) => kind !== 'tcpFacts'));
});

test('an answer that never comes holds nothing up, the end of the relay included', async (context) => {
  const rig = await startRelayRig(context, { relay: { askKernel: () => new Promise(() => undefined) } });
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  client.end('bye');
  server.end(await readExactly(server, 3));
  client.resume();
  await rig.saw(({ kind }) => kind === 'closed');
  await rig.relay.stop('drain');
});
