// What `user set` and `token set` understand. In: flags. Out: the change, or a sentence.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandContext } from '../../../src/cli/command.js';
import { formatExpiry, readAccountChange } from '../../../src/cli/commands/server/account-change.js';

const read = (flags: Readonly<Record<string, unknown>>) => readAccountChange({ flags } as CommandContext);

test('only what is given changes', () => {
  assert.deepEqual(read({ enabled: false }), { isEnabled: false });
  assert.deepEqual(read({ comment: '' }), { comment: '' });
  assert.deepEqual(read({ enabled: true, expires: 'never' }), { isEnabled: true, expiresAtSeconds: null });
  assert.throws(() => read({}), { message: /^There is nothing to change\./ });
});

test('an expiry is a day or a moment, in UTC', () => {
  for (const [text, shown] of [
    ['2027-01-31', '2027-01-31T00:00:00Z'],
    ['2027-01-31T12:30Z', '2027-01-31T12:30:00Z'],
    ['2028-02-29T23:59:59Z', '2028-02-29T23:59:59Z'],
  ] as const) {
    assert.equal(formatExpiry(read({ expires: text }).expiresAtSeconds ?? null), shown);
  }
  for (const text of ['tomorrow', '2027-02-29', '2027-13-01', '31.1.2027', '2027-01-31T12:00:00+02:00', '']) {
    assert.throws(() => read({ expires: text }), { message: /is no date\. Write it as 2027-01-31/ }, text);
  }
});
