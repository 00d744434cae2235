// Credentials as PBS takes and refuses them (protocol.md 2). In: headers and a clock of the test. Out: the auth id, or the detail.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTicketKeys } from '../../../../src/pbs-server/accounts/account-folder.js';
import { Accounts } from '../../../../src/pbs-server/accounts/accounts.js';
import { bookOf } from '../../../../src/pbs-server/accounts/credentials.js';
import { isRefusal, type Outcome } from '../../../../src/pbs-server/refusal.js';

const bornAt = 1_700_000_000;
let nowSeconds = bornAt;
const given = await bookOf(
  { tokens: [{ tokenId: 'root@pam!t', secret: 'a:b c' }], users: [{ userId: 'eve@pbs', password: 'pw' }] },
  ['store1'],
);
const token = given.tokens['root@pam!t'];
const user = given.users['eve@pbs'];
assert.ok(token !== undefined && user !== undefined);
const book = {
  ...given,
  users: {
    ...given.users,
    'off@pbs': { ...user, isEnabled: false },
    'old@pbs': { ...user, expiresAtSeconds: bornAt - 1 },
  },
  tokens: {
    ...given.tokens,
    'root@pam!off': { ...token, isEnabled: false },
    'old@pbs!t': token,
  },
};
const readBook = async () => book;
const accounts = new Accounts({ readBook, keys: createTicketKeys(), nowSeconds: () => nowSeconds });

const shown = (outcome: Outcome<unknown>): unknown =>
  isRefusal(outcome) ? `${outcome.status} ${outcome.text}` : outcome;
const told = async (headers: Record<string, string>, method = 'GET') =>
  shown(await accounts.authenticate(method, headers));
const log = async (name: string, password: string) => {
  const login = await accounts.login(name, password);
  assert.ok(!isRefusal(login));
  return login;
};

test('tokens: space or equals sign, secret percent-encoded or raw; refusals in the order of PBS', async () => {
  const failed = (detail: string) => `401 authentication failed - ${detail}`;
  const inactive = failed('user account or token disabled or expired.');
  const cases: readonly (readonly [header: string, expected: string])[] = [
    ['PBSAPIToken root@pam!t:a%3Ab%20c', 'root@pam!t'],
    ['PBSAPIToken=root@pam!t:a:b c', 'root@pam!t'],
    ['PBSAPIToken:root@pam!t:a:b c', failed('no authentication credentials provided.')],
    ['Basic cm9vdA==', failed('no authentication credentials provided.')],
    ['PBSAPIToken=root@pam!t', failed('failed to split API token header')],
    ['PBSAPIToken=root@pam!t:wrong', failed('invalid credentials')],
    ['PBSAPIToken=root@pam!t:', failed('invalid credentials')],
    ['PBSAPIToken=root@pam:a:b c', failed('not an API token ID')],
    ['PBSAPIToken=nonsense:x', failed('not a valid user id')],
    ['PBSAPIToken=nobody@pam!t:a:b c', inactive],
    ['PBSAPIToken=root@pam!off:a:b c', inactive],
    ['PBSAPIToken=old@pbs!t:a:b c', inactive],
  ];
  for (const [authorization, expected] of cases) assert.equal(await told({ authorization }), expected, authorization);
  assert.equal(await told({}), failed('no authentication credentials provided.'));
});

test('tickets: raw or encoded, two hours, renewed by themselves, of this server only', async () => {
  nowSeconds = bornAt;
  const login = await log('eve@pbs', 'pw');
  // 64 bytes of signature and 32 of HMAC, as in the captures of genuine logins.
  assert.match(login.ticket, /^PBS:eve@pbs:6553F100::[A-Za-z0-9+/]{86}$/);
  assert.match(login.CSRFPreventionToken, /^6553F100:[A-Za-z0-9+/]{43}$/);
  const cookie = `PBSAuthCookie=${login.ticket}`;
  assert.equal(await told({ cookie }), 'eve@pbs');
  assert.equal(await told({ cookie: `x=1; PBSAuthCookie=${encodeURIComponent(login.ticket)}` }), 'eve@pbs');
  assert.equal(await told({ cookie, authorization: 'PBSAPIToken=root@pam!t:wrong' }), 'eve@pbs');
  assert.equal(
    await told({ cookie: `__Host-PBSAuthCookie=PBS:x; ${cookie}` }),
    '401 authentication failed - ticket without timestamp',
  );
  nowSeconds += 7200;
  const renewed = await log('eve@pbs', login.ticket);
  assert.equal(await told({ cookie }), 'eve@pbs');
  nowSeconds += 1;
  assert.equal(await told({ cookie }), '401 authentication failed - invalid ticket - expired');
  assert.equal(await told({ cookie: `PBSAuthCookie=${renewed.ticket}` }), 'eve@pbs');
  assert.equal(shown(await accounts.login('eve@pbs', login.ticket)), '401 permission check failed.');
  nowSeconds = bornAt - 301;
  assert.equal(await told({ cookie }), '401 authentication failed - invalid ticket - timestamp newer than expected');
  nowSeconds = bornAt;
  const other = new Accounts({ readBook, keys: createTicketKeys(), nowSeconds: () => nowSeconds });
  const foreign = await other.login('eve@pbs', 'pw');
  assert.ok(!isRefusal(foreign));
  const forged = [foreign.ticket, login.ticket.replace('eve', 'off'), login.ticket.replace('6553F100', '6553F101')];
  for (const ticket of forged) {
    assert.equal(
      await told({ cookie: `PBSAuthCookie=${ticket}` }),
      '401 authentication failed - ticket with invalid signature',
    );
  }
});

test('a ticket that is none: the first thing that is wrong with it', async () => {
  nowSeconds = bornAt;
  const cases: readonly (readonly [ticket: string, detail: string])[] = [
    ['PVE:eve@pbs:6553F100::AAAA', 'ticket with invalid prefix'],
    ['PBS', 'ticket without data'],
    ['PBS:eve@pbs', 'ticket without timestamp'],
    ['PBS:eve@pbs:now', 'ticket with bad timestamp: invalid digit found in string'],
    ['PBS:eve@pbs:6553F100', 'ticket without signature'],
    ['PBS:eve@pbs:6553F100:AAAA', 'ticket without signature separator'],
    ['PBS:eve@pbs:6553F100::', 'ticket with invalid signature'],
    ['PBS:eve@pbs:6553F100::%%%', 'ticket with invalid signature'],
  ];
  for (const [ticket, detail] of cases) {
    assert.equal(await told({ cookie: `PBSAuthCookie=${ticket}` }), `401 authentication failed - ${detail}`, ticket);
  }
});

test('a cookie changes nothing without the CSRF token of its user', async () => {
  nowSeconds = bornAt;
  const login = await log('eve@pbs', 'pw');
  const cookie = `PBSAuthCookie=${login.ticket}`;
  const post = (csrf?: string) =>
    told({ cookie, ...(csrf === undefined ? {} : { csrfpreventiontoken: csrf }) }, 'POST');
  const failed = (detail: string) => `401 authentication failed - ${detail}`;
  assert.equal(await post(login.CSRFPreventionToken), 'eve@pbs');
  assert.equal(await post(), failed('missing CSRF prevention token'));
  assert.equal(await post('6553F100:AAAA'), failed('invalid csrf token - invalid signature.'));
  assert.equal(await post('6553F100'), failed('invalid csrf token - format error - wrong number of parts.'));
  nowSeconds += 7201;
  const young = `PBSAuthCookie=${(await log('eve@pbs', 'pw')).ticket}`;
  assert.equal(
    await told({ cookie: young, csrfpreventiontoken: login.CSRFPreventionToken }, 'DELETE'),
    failed('invalid csrf token - timestamp too old.'),
  );
});

test('logins: nobody, a user without a password, a disabled and an expired one', async () => {
  nowSeconds = bornAt;
  for (const name of ['nobody@pbs', 'root@pam', 'off@pbs', 'old@pbs', '__proto__', 'eve@pbs!t']) {
    assert.equal(shown(await accounts.login(name, 'pw')), '401 permission check failed.', name);
  }
  assert.equal(shown(await accounts.login('eve@pbs', 'PW')), '401 permission check failed.');
});
