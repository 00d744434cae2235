// Repository strings and ALL_PROXY, as the official client reads them (protocol.md 1.3, 10.2).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseProxy, parseRepository } from '../../../src/pbs-client/index.js';

const show = (text: string): string => {
  const value = parseRepository(text);
  return value === null ? 'null' : `${value.authId} ${value.host} ${value.port} ${value.store}`;
};

test('every part but the datastore may be missing', () => {
  assert.equal(show('store1'), 'root@pam localhost 8007 store1');
  assert.equal(show('pbs.example.com:store1'), 'root@pam pbs.example.com 8007 store1');
  assert.equal(show('pbs.example.com:8008:store1'), 'root@pam pbs.example.com 8008 store1');
  assert.equal(show('tester@pbs@host:store1'), 'tester@pbs host 8007 store1');
  assert.equal(show('tester@pbs!tok1@127.0.0.1:8007:store1'), 'tester@pbs!tok1 127.0.0.1 8007 store1');
  assert.equal(show('tester@pbs!tok1@[::1]:8009:store1'), 'tester@pbs!tok1 ::1 8009 store1');
});

test('what is no repository is refused', () => {
  for (const text of ['', 'a b', 'host:99999:store', 'host:0:store', 'user@host:', ':store'])
    assert.equal(show(text), 'null', text);
});

test('a proxy is http only, port 1080 unless said, credentials kept apart', () => {
  assert.deepEqual(parseProxy('http://user:pw@proxy.example.com:3128'), {
    host: 'proxy.example.com',
    port: 3128,
    credentials: 'user:pw',
  });
  assert.deepEqual(parseProxy('proxy'), { host: 'proxy', port: 1080, credentials: null });
  assert.equal(parseProxy('socks5://proxy'), null);
});
