// In: an answer to the upgrade, and what arrived at PBS. Out: the finding and what to change. What arrived weighs more than what is said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Arrived, explainRefusal } from '../../../src/lbcheck/probe/index.js';
import type { Exchanged } from '../../../src/lbcheck/wire/index.js';

const reply = (status: number, body = ''): Exchanged => ({
  kind: 'reply',
  status,
  statusLine: `HTTP/1.1 ${status} X`,
  headers: [],
  body,
  afterMs: 1,
});
const ended = (alert: string | null): Exchanged => ({ kind: 'ended', how: 'reset', alert, afterMs: 1, bytes: '' });
const arrivedAs = (target: string, httpVersion = '1.1'): Arrived => ({
  heads: [{ clientPort: 1, httpVersion, method: 'GET', target, rawHeaders: ['upgrade', 'x', 'authorization', 'y'] }],
  connections: [],
  earlier: [],
});
const explained = (exchanged: Exchanged, arrived: Arrived | null = null): string => {
  const { finding, remedy } = explainRefusal(exchanged, arrived);
  return `${finding}, ${remedy}`;
};

test('a path that was changed is told by what arrived, or by the words of PBS', () => {
  const refused = reply(404, "Path '/pbs/api2/json/backup' not found.");
  assert.equal(explained(refused, arrivedAs('/pbs//api2/json/backup?store=a')), 'upgrade-refused, keep-path');
  assert.equal(explained(refused), 'upgrade-refused, keep-path');
  assert.equal(explained(reply(400), arrivedAs('//api2/json/backup?store=a')), 'upgrade-refused, allow-request');
});

test('a refusal of the box by itself is about its rules, its login, or its servers', () => {
  assert.equal(explained(reply(403, '<h1>Forbidden</h1>')), 'upgrade-refused, allow-request');
  assert.equal(explained(reply(401, '<h1>Unauthorized</h1>')), 'upgrade-refused, no-own-login');
  assert.equal(explained(reply(503)), 'upgrade-refused, reach-server');
});

test('an alert behind the handshake asks for a certificate; an end without one says nothing', () => {
  assert.equal(explained(ended('certificate required')), 'tls-failed, client-certificate');
  assert.equal(explained(ended(null)), 'upgrade-refused, reach-server');
});
