// Credentials as PBS takes and refuses them (protocol.md 2). In: headers and a clock of the test. Out: the auth id, or the detail.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Accounts } from '../../../src/pbs-server/accounts.js';
import { isRefusal } from '../../../src/pbs-server/refusal.js';

let nowSeconds = 1_700_000_000;
const accounts = new Accounts(
  { tokens: [{ tokenId: 'root@pam!t', secret: 'a:b c' }], users: [{ userId: 'root@pam', password: 'pw' }] },
  () => nowSeconds,
);
const told = (headers: Record<string, string>, method = 'GET'): string => {
  const outcome = accounts.authenticate(method, headers);
  return isRefusal(outcome) ? `${outcome.status} ${outcome.text}` : outcome;
};

test('tokens: space or equals sign, secret percent-encoded or raw', () => {
  assert.deepEqual(
    [
      told({ authorization: 'PBSAPIToken root@pam!t:a%3Ab%20c' }),
      told({ authorization: 'PBSAPIToken=root@pam!t:a:b c' }),
      told({ authorization: 'PBSAPIToken:root@pam!t:a:b c' }),
      told({ authorization: 'PBSAPIToken=root@pam!t' }),
      told({ authorization: 'PBSAPIToken=root@pam!t:wrong' }),
      told({ authorization: 'PBSAPIToken=nobody@pam!t:a:b c' }),
      told({}),
    ],
    [
      'root@pam!t',
      'root@pam!t',
      '401 authentication failed - no authentication credentials provided.',
      '401 authentication failed - failed to split API token header',
      '401 authentication failed - invalid API token',
      '401 authentication failed - invalid API token',
      '401 authentication failed - no authentication credentials provided.',
    ],
  );
});

test('tickets: raw or encoded, two hours, renewed by themselves, of this server only', () => {
  nowSeconds = 1_700_000_000;
  const login = accounts.login('root@pam', 'pw');
  assert.ok(!isRefusal(login));
  assert.match(login.ticket, /^PBS:root@pam:6553F100::[A-Za-z0-9+/]+$/);
  const cookie = `PBSAuthCookie=${login.ticket}`;
  assert.equal(told({ cookie }), 'root@pam');
  assert.equal(told({ cookie: `x=1; PBSAuthCookie=${encodeURIComponent(login.ticket)}` }), 'root@pam');
  assert.equal(told({ cookie, csrfpreventiontoken: login.CSRFPreventionToken }, 'POST'), 'root@pam');
  assert.equal(
    told({ cookie, csrfpreventiontoken: '6553F100:AAAA' }, 'POST'),
    '401 authentication failed - invalid CSRF prevention token',
  );
  assert.ok(!isRefusal(accounts.login('root@pam', login.ticket)));
  assert.ok(isRefusal(accounts.login('eve@pam', login.ticket)));
  nowSeconds += 7201;
  assert.equal(told({ cookie }), '401 authentication failed - invalid ticket - expired');
  assert.ok(isRefusal(accounts.login('root@pam', login.ticket)));
  const other = new Accounts({ users: [{ userId: 'root@pam', password: 'pw' }] }, () => nowSeconds);
  const foreign = other.login('root@pam', 'pw');
  assert.ok(!isRefusal(foreign));
  assert.equal(told({ cookie: `PBSAuthCookie=${foreign.ticket}` }), '401 authentication failed - invalid ticket');
});
