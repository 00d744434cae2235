// In: results of checks. Out: the outcome, the findings in their order, the sentence; and which product a page is of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckResult } from '../../../src/lbcheck/check.js';
import { checks } from '../../../src/lbcheck/index.js';
import { adviceFor, products, recogniseProduct, type Signs } from '../../../src/lbcheck/products/index.js';
import { type JudgedCheck, judge } from '../../../src/lbcheck/verdict/index.js';

const checked = (id: string, state: CheckResult['state'], more: Partial<JudgedCheck> = {}): JudgedCheck => ({
  id,
  title: '',
  state,
  evidence: [],
  advice: null,
  ...more,
});
const carrying = ['upgrade-backup', 'settings', 'ping'].map((id) => checked(id, 'pass', { facts: { status: 101 } }));

test('it carries only where the tunnel was seen', () => {
  assert.equal(judge([]).outcome, 'unknown');
  assert.equal(judge(carrying.slice(1)).outcome, 'unknown');
  assert.deepEqual(judge(carrying).findings, ['pass']);
});

test('the gravest finding is the outcome; limits are told together', () => {
  const body = checked('rest-body', 'fail', { findings: ['rest-body-limit'] });
  const idle = checked('idle', 'fail', { findings: ['pass-with-idle-limit'], facts: { idleLimitSec: 60 } });
  const verdict = judge([...carrying, body, idle]);
  assert.deepEqual(verdict.findings, ['pass-with-idle-limit', 'rest-body-limit']);
  assert.equal(verdict.sentence, 'Carries backups, but will cut at 60 s idle, and large REST bodies are refused.');
});

test('who also would be refused is told only where somebody gets a 101', () => {
  const host = checked('host-header', 'warn', { findings: ['host-header-required'] });
  const stripped = checked('upgrade-backup', 'fail', { findings: ['upgrade-stripped'], facts: { status: 400 } });
  assert.deepEqual(judge([host, stripped]).findings, ['upgrade-stripped']);
  assert.deepEqual(judge([...carrying, host]).findings, ['pass', 'host-header-required']);
});

test('products are told by what they answer, and one that shows nothing is not guessed', () => {
  const signsOf = (headers: readonly (readonly [string, string])[], body = ''): Signs => ({
    replies: [{ kind: 'reply', status: 400, statusLine: '', headers, body, afterMs: 1 }],
    badRequest: null,
  });
  assert.equal(recogniseProduct(signsOf([['Server', 'nginx/1.22.1']]))?.id, 'nginx');
  assert.equal(recogniseProduct(signsOf([['via', '1.1 varnish (Varnish/7.1)']]))?.id, 'varnish');
  const page = '<html><body><h1>400 Bad request</h1>\nYour browser sent an invalid request.\n</body></html>';
  assert.equal(recogniseProduct(signsOf([], page))?.id, 'haproxy');
  assert.equal(recogniseProduct(signsOf([])), null);
  assert.match(adviceFor('idle-timeout', products.find(({ id }) => id === 'haproxy') ?? null), /timeout tunnel 24h/);
});

test('ids of checks and products are unique', () => {
  for (const list of [checks, products]) assert.equal(new Set(list.map(({ id }) => id)).size, list.length);
});
