// The budget in words: the greatest first, the server's share with its operations, nothing for what took no time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetRows, causes, causeWords, describeTimeBudget } from '../../../../src/core/report/index.js';
import { analyzeScript, call, openBackup, openReader } from '../../../support/session-script.js';

const sessionOf = (script: string) => {
  const session = analyzeScript(script).report().sessions[0];
  assert.ok(session !== undefined);
  return session;
};

test('causes, the greatest first', () => {
  const session = sessionOf(`${openBackup}
    ${call(2, 1, 'GET /previous?archive-name=index.json.blob', '400').replace('+3', '+22')}
    ${call(22, 3, 'POST /finish', '200').replace('+23', '+82')}
    +102 [1] closed client fin`);
  assert.deepEqual(describeTimeBudget(session), [
    'server 80.0 ms (78 %): the server works: finish 60.0 ms, downloadPrevious 20.0 ms',
    'closing 20.0 ms (20 %): all is done, the connection still stands',
    'connect 1.00 ms (1.0 %): TCP and TLS are set up',
    'open 1.00 ms (1.0 %): the upgrade waits for its 101',
  ]);
});

test('shares are of the session; a session without a moment has none', () => {
  const rows = budgetRows(sessionOf(`${openReader}\n+1002 [1] closed client fin`));
  const share = rows.reduce((sum, row) => sum + row.share, 0);
  assert.ok(Math.abs(share - 1) < 1e-9);
  assert.equal(rows[0]?.cause, 'idle');
  assert.deepEqual(budgetRows(sessionOf(openBackup.replaceAll('+1', '+0').replaceAll('+2', '+0'))), []);
});

test('every cause has its words', () => {
  assert.deepEqual(Object.keys(causeWords), [...causes]);
});
