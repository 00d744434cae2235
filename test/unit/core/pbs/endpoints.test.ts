// The endpoint table: every row reachable and unique, paths as servers read them, queries as clients write them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  endpoints,
  formatQuery,
  formatTarget,
  matchEndpoint,
  type Operation,
  parsePathVariables,
  parseQuery,
  recogniseEndpoint,
  sideOfUpgrade,
  splitTarget,
  upgradeNames,
} from '../../../../src/core/pbs/index.js';

test('every endpoint is found by its own path, and by it only', () => {
  for (const endpoint of endpoints) {
    const { path } = splitTarget(formatTarget(endpoint.name, { store: 'tank', upid: 'UPID:x' }));
    assert.equal(matchEndpoint(endpoint.side, endpoint.method, path), endpoint, endpoint.name);
  }
  assert.equal(new Set(endpoints.map((one) => one.name)).size, endpoints.length);
  assert.equal(new Set(endpoints.map((one) => `${one.side} ${one.method} ${one.path}`)).size, endpoints.length);
});

test('every operation of product.md 5 has a row', () => {
  const operations: readonly Operation[] = [
    'previousBackupTime',
    'downloadPrevious',
    'createDynamicIndex',
    'createFixedIndex',
    'uploadDynamicChunk',
    'uploadFixedChunk',
    'appendDynamicIndex',
    'appendFixedIndex',
    'closeDynamicIndex',
    'closeFixedIndex',
    'uploadBlob',
    'finish',
    'speedtest',
    'downloadFile',
    'downloadChunk',
    'login',
    'openBackup',
    'openReader',
    'rest',
  ];
  assert.deepEqual([...new Set(endpoints.map((one) => one.operation))].sort(), [...operations].sort());
});

test('slashes are collapsed, methods are not mixed up, the rest is not found', () => {
  assert.equal(matchEndpoint('rest', 'GET', '//api2//json/backup')?.operation, 'openBackup');
  assert.equal(matchEndpoint('backup', 'PUT', '/fixed_index')?.operation, 'appendFixedIndex');
  assert.equal(matchEndpoint('backup', 'POST', 'fixed_index/')?.operation, 'createFixedIndex');
  assert.equal(matchEndpoint('backup', 'PUT', '/fixed_close'), null);
  assert.equal(matchEndpoint('backup', 'GET', '/fixed_index/x'), null);
  assert.equal(matchEndpoint('reader', 'POST', '/finish'), null);
  assert.equal(matchEndpoint('rest', 'GET', '/api2/json/admin/datastore/tank/nope'), null);
});

test('on HTTP/2 the upgrade names the side, and the path where it cannot', () => {
  const see = (method: string, target: string, side: 'backup' | 'reader' | null): string | undefined =>
    recogniseEndpoint({ protocol: 'http2', method, target, side })?.name;
  assert.equal(see('GET', '/speedtest', 'reader'), 'readerSpeedtest');
  assert.equal(see('POST', '/speedtest', 'backup'), 'speedtest');
  assert.equal(see('GET', '/chunk?digest=00', 'backup'), 'downloadChunk');
  assert.equal(see('GET', '/download?file-name=x', null), 'downloadFile');
  assert.equal(see('POST', '/finish', null), 'finish');
  assert.equal(see('GET', '/api2/json/version', null), 'version');
  assert.equal(sideOfUpgrade(upgradeNames.reader), 'reader');
  assert.equal(sideOfUpgrade('websocket'), null);
});

test('targets as the official client writes them', () => {
  assert.equal(
    formatTarget('openBackup', {
      store: 'tank',
      ns: 'a/b',
      'backup-type': 'host',
      'backup-id': 'elsa',
      'backup-time': 1717597476,
      debug: true,
      benchmark: false,
      'no-cache': undefined,
    }),
    '//api2/json/backup?backup-id=elsa&backup-time=1717597476&backup-type=host&benchmark=false&debug=true&ns=a%2Fb&store=tank',
  );
  assert.equal(formatTarget('finish'), '/finish');
  const snapshots = formatTarget('listSnapshots', { store: 'tank', 'backup-id': 'x y' });
  assert.equal(snapshots, '/api2/json/admin/datastore/tank/snapshots?backup-id=x+y');
  const endpoint = matchEndpoint('rest', 'GET', splitTarget(snapshots).path) ?? assert.fail();
  assert.deepEqual(parsePathVariables(endpoint, splitTarget(snapshots).path), [['store', 'tank']]);
});

test('a target is split at its first question mark, never parsed as a URL', () => {
  assert.deepEqual(splitTarget('//api2/json/backup?a=b?c'), { path: '//api2/json/backup', query: 'a=b?c' });
  assert.deepEqual(splitTarget('/finish'), { path: '/finish', query: '' });
});

test('any query comes back, and URLSearchParams writes and reads the same', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' })),
      (values) => {
        const text = formatQuery(values);
        const names = Object.keys(values).sort();
        assert.deepEqual(
          parseQuery(text),
          names.map((name) => [name, values[name]]),
        );
        assert.equal(
          text,
          new URLSearchParams(names.map((name): [string, string] => [name, values[name] ?? ''])).toString(),
        );
      },
    ),
  );
});

test('hostile queries: odd escapes stay, bad UTF-8 and lone surrogates are replaced, nothing throws', () => {
  assert.deepEqual(parseQuery('a=%zz&%=1&=&b&&c=%ff%41&d=%'), [
    ['a', '%zz'],
    ['%', '1'],
    ['', ''],
    ['b', ''],
    ['c', '\ufffdA'],
    ['d', '%'],
  ]);
  assert.equal(formatQuery({ a: '\ud800' }), 'a=%EF%BF%BD');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseQuery(text)));
});
