// Who a client and a server are: each kind by its signs, the next kind by the sign that differs, and the unknown said to be one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ClientFacts,
  type ClientSigns,
  noSigns,
  recogniseClient,
  recogniseServer,
} from '../../../../src/core/recognition/index.js';

const official = { INITIAL_WINDOW_SIZE: 2_147_483_646, MAX_FRAME_SIZE: 4_194_304 };
const go = { ENABLE_PUSH: 0, INITIAL_WINDOW_SIZE: 4_194_304, MAX_FRAME_SIZE: 16_384, MAX_HEADER_LIST_SIZE: 10_485_760 };
const agent = 'proxmox-backup-client/1.0';

function facts(side: ClientSigns['side'], signs: Partial<ClientSigns>, more: Partial<ClientFacts> = {}): ClientFacts {
  const all = { ...noSigns(side), wasUpgradeSeen: true, userAgent: agent, ...signs };
  return { signs: all, settings: official, openChunkCallsMax: 1, ...more };
}
function name(one: ClientFacts): string {
  const { kind, pipeline } = recogniseClient(one);
  return `${kind}, ${pipeline.callCount} a ${pipeline.per}${pipeline.isEstimate ? ', estimated' : ''}`;
}

test('backups of the official client library', () => {
  assert.equal(name(facts('backup', { isDebug: true, didAskPreviousTime: true })), 'file-client, 66 a archive');
  assert.equal(name(facts('backup', { isBenchmark: true, isDebug: false })), 'benchmark, 100 a session');
  const vm = { backupType: 'vm', isDebug: false };
  assert.equal(name(facts('backup', vm)), 'qemu, 100 a archive');
  assert.equal(name(facts('backup', { ...vm, firstOperation: 'downloadPrevious' })), 'qemu, 100 a archive');
  assert.equal(name(facts('backup', { ...vm, firstOperation: 'uploadBlob' })), 'push-sync, 66 a archive');
  assert.equal(name(facts('backup', { backupType: 'host', isDebug: false })), 'push-sync, 66 a archive');
});

test('restores: how many fetches run side by side tells', () => {
  const image = { backupType: 'vm', hasImages: true };
  assert.equal(name(facts('reader', image)), 'file-client, 1 a session');
  assert.equal(name(facts('reader', image, { openChunkCallsMax: 2 })), 'qemu, 16 a session');
  assert.equal(name(facts('reader', image, { openChunkCallsMax: 17 })), 'pull-sync, 20 a session');
  assert.equal(name(facts('reader', {}, { openChunkCallsMax: 2 })), 'pull-sync, 20 a session');
  assert.equal(name(facts('reader', { didAskClientLog: true })), 'pull-sync, 20 a session');
  assert.equal(name(facts('reader', { didListGroups: true })), 'pull-sync, 20 a session');
});

test('Go clients', () => {
  const bare = { userAgent: null, sessionUserAgent: 'Go-http-client/2.0' };
  assert.equal(name(facts('backup', bare, { settings: go })), 'go-directory, 1 a session');
  assert.equal(name(facts('backup', { ...bare, hasImages: true }, { settings: go })), 'go-machine, 8 a session');
  assert.deepEqual(recogniseClient(facts('backup', bare, { settings: go })).evidence, [
    'user-agent Go-http-client/2.0 inside HTTP/2',
    'SETTINGS INITIAL_WINDOW_SIZE 4194304 and ENABLE_PUSH 0, as Go sends them',
    'no user-agent in the upgrade',
    'one chunk at a time',
  ]);
});

test('an unknown client: the most it ever had open stands in for its limit', () => {
  const unknown = { userAgent: 'own/2' };
  assert.equal(name(facts('backup', unknown, { openChunkCallsMax: 12 })), 'unknown, 12 a archive, estimated');
  assert.equal(
    name(facts('reader', { userAgent: null }, { settings: null, openChunkCallsMax: 0 })),
    'unknown, 1 a session, estimated',
  );
  assert.equal(recogniseClient(facts('backup', unknown)).name, 'unknown client (own/2)');
});

test('servers by their SETTINGS', () => {
  const pbs = { INITIAL_WINDOW_SIZE: 33_554_432, MAX_FRAME_SIZE: 4_194_304 };
  const kindOf = (server: Record<string, number> | null) => {
    const found = recogniseServer({ server, client: official, clientKind: 'file-client' });
    return [found.kind, found.foreignSettings];
  };
  assert.deepEqual(kindOf({ ...pbs, MAX_HEADER_LIST_SIZE: 16_777_216 }), ['pbs-3', null]);
  assert.deepEqual(kindOf({ ...pbs, MAX_CONCURRENT_STREAMS: 200, MAX_HEADER_LIST_SIZE: 16_384 }), ['pbs-4', null]);
  assert.deepEqual(kindOf({ MAX_FRAME_SIZE: 1_048_576, MAX_CONCURRENT_STREAMS: 250, INITIAL_WINDOW_SIZE: 1_048_576 }), [
    'go-s3',
    null,
  ]);
  assert.deepEqual(kindOf({ MAX_CONCURRENT_STREAMS: 128 }), [
    'unknown',
    "The server's SETTINGS are not those of PBS: MAX_CONCURRENT_STREAMS 128.",
  ]);
  assert.deepEqual(kindOf(null), ['unknown', null]);
});

test('SETTINGS that do not fit the client come from a hop', () => {
  const found = recogniseServer({ server: null, client: { INITIAL_WINDOW_SIZE: 65_535 }, clientKind: 'file-client' });
  assert.equal(
    found.foreignSettings,
    "The client's SETTINGS are not those of the official client: INITIAL_WINDOW_SIZE 65535.",
  );
  assert.equal(recogniseServer({ server: null, client: go, clientKind: 'go-machine' }).foreignSettings, null);
});
