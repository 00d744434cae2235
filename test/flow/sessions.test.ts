// Events in, sessions of the report out, as text: one per upgrade attempt, how it ended, and who belongs together.
// D5 to D8, D10; protocol.md 1.10, 4.6, 5.9.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  analyzeScript,
  call,
  describeSessions,
  digest,
  golden,
  openBackup,
  openReader,
  snapshotQuery,
} from '../support/session-script.js';

const check = (script: string[], expected: string): void =>
  assert.equal(describeSessions(analyzeScript(script.join('\n'))), golden(expected));

const askTime = call(3, 1, 'GET /previous_backup_time', '200 {"data":null}');
const blob = call(5, 3, 'POST /blob?encoded-size=42&file-name=x.conf.blob', '200');
const finish = call(9, 5, 'POST /finish', '200 {"data":null}');
const elsa = 'host/elsa/2024-06-05T14:24:36Z';

test('finished: 200 on finish, whoever ends the connection', () => {
  check(
    [openBackup, askTime, blob, finish, '+20 [1] closed server close-notify'],
    `session 1 backup of ${elsa} finished: 4 calls, 20.0 ms
     x.conf.blob blob encoded=42`,
  );
});

test('aborted by the side that ended first', () => {
  const begun = [openBackup, askTime, blob];
  check(
    [...begun, '+20 [1] closed client fin'],
    `session 1 backup of ${elsa} aborted-by-client: 3 calls, 20.0 ms
     x.conf.blob blob encoded=42`,
  );
  check(
    [...begun, '+20 [1] closed server reset'],
    `session 1 backup of ${elsa} aborted-by-server: 3 calls, 20.0 ms
     x.conf.blob blob encoded=42`,
  );
});

test('a dry run asks, and goes', () => {
  check([openBackup, askTime, '+20 [1] closed client fin'], `session 1 dry run of ${elsa} finished: 2 calls, 20.0 ms`);
});

test('no dry run: the client went without an answer, or the server ended', () => {
  check(
    [openBackup, '+5 [1] C> request 1 GET /previous_backup_time', '+20 [1] closed client fin'],
    `session 1 backup of ${elsa} aborted-by-client: 2 calls, 20.0 ms, 1 call failed`,
  );
  check(
    [openBackup, askTime, '+20 [1] closed server fin'],
    `session 1 backup of ${elsa} aborted-by-server: 2 calls, 20.0 ms`,
  );
});

test('a benchmark needs no finish', () => {
  const speedtest = call(5, 1, 'POST /speedtest', '200 {"data":null}', 'x');
  check(
    [openBackup.replace('?', '?benchmark=true&'), speedtest, '+20 [1] closed client fin'],
    `session 1 benchmark as ${elsa} finished: 2 calls, 20.0 ms`,
  );
});

test('a reader is finished when its client leaves with nothing owed', () => {
  const chunk = `GET /chunk?digest=${digest('a')}`;
  check(
    [openReader, call(5, 1, chunk, '200 x'), '+20 [1] closed client fin'],
    `session 1 restore of ${elsa} finished: 2 calls, 20.0 ms`,
  );
  check(
    [openReader, `+5 [1] C> request 1 ${chunk}`, '+20 [1] closed client reset'],
    `session 1 restore of ${elsa} aborted-by-client: 2 calls, 20.0 ms, 1 call failed`,
  );
});

test('refused: the reply, or none at all', () => {
  const asked = openBackup.split('\n').slice(0, 3).join('\n');
  check(
    [
      asked,
      '+40 [1] S> reply h1#1 400 body',
      '+40 [1] S> body h1#1 backup owner check failed',
      '+41 [1] closed client fin',
    ],
    `session 1 backup of ${elsa} refused: 1 call, 40.0 ms, 1 call failed (400: backup owner check failed)`,
  );
  check(
    [asked, '+41 [1] closed client fin'],
    `session 1 backup of ${elsa} refused: 1 call, 41.0 ms, 1 call failed (no reply)`,
  );
});

test('open while it runs, cut when the recording ends', () => {
  check([openBackup, askTime], `session 1 backup of ${elsa} open: 2 calls, 4.00 ms`);
  check([openBackup, askTime, '+30 sourceEnded'], `session 1 backup of ${elsa} cut: 2 calls, 30.0 ms`);
});

test('calls before the upgrade belong to its session; those of a connection without one to the connection', () => {
  const login = `
    +0 [1] opened
    +0 [1] C> request h1#1 POST /api2/json/access/ticket
    +1 [1] S> reply h1#1 200`;
  const upgraded = openBackup.replace('+0 [1] opened', '').replaceAll('h1#1', 'h1#2');
  const analyzer = analyzeScript([login, upgraded, finish].join('\n'));
  assert.equal(describeSessions(analyzer), `session 1 backup of ${elsa} finished: 3 calls, 10.0 ms`);
  assert.equal(analyzer.report().connections[0]?.callCount, 0);
  assert.deepEqual(
    analyzer.calls({ session: 1 }).map((row) => row.operation),
    ['login', 'openBackup', 'finish'],
  );

  const alone = analyzeScript(`${login.replace('200', '401')}\n+2 [1] closed client fin`).report();
  assert.equal(alone.sessions.length, 0);
  assert.equal(alone.connections[0]?.callCount, 1);
  assert.equal(alone.connections[0]?.failedCalls[0]?.status, 401);
});

test('a connection seen from its middle makes a session that says so', () => {
  const analyzer = analyzeScript(`
    +0 [1] opened late-join
    +0 [1] http2 late-join
    +1 [1] C> request 7 PUT /dynamic_index?wid=3
    +2 [1] S> reply 7 200`);
  assert.equal(describeSessions(analyzer), 'session 1 backup of an unknown snapshot open: 1 call, 2.00 ms');
  assert.match(analyzer.report().sessions[0]?.unknowns[0] ?? '', /The upgrade was not seen/);
});

test('hops of one TLS session: the one nearest the server carries the session', () => {
  const outer = openBackup.replace('opened', 'opened server=192.0.2.9:3128');
  const hop = (script: string): string => script.replaceAll('[1]', '[2]');
  const interleaved = [
    '+0 [1] opened server=192.0.2.9:3128',
    '+0 [2] opened client=192.0.2.9:5000',
    '+0 [1] tls random=ab',
    ...outer.split('\n').slice(2, 3), // the request passes the outer hop before the inner handshake was seen whole
    '+1 [2] tls random=ab',
    ...hop(openBackup).split('\n').slice(2),
    '+2 [1] S> reply h1#1 101',
    '+2 [1] http2 upgrade proxmox-backup-protocol-v1',
    askTime,
    hop(askTime),
  ];
  const analyzer = analyzeScript(interleaved.join('\n'));
  assert.equal(describeSessions(analyzer), `session 1 backup of ${elsa} open: 2 calls, 4.00 ms`);
  const { connections, sessions } = analyzer.report();
  assert.deepEqual(
    connections.map((one) => [one.id, one.hopOf, one.callCount]),
    [
      [1, 2, 0],
      [2, null, 0],
    ],
  );
  assert.equal(sessions[0]?.connection, 2);
  assert.ok(analyzer.calls().every((row) => row.connection === 2));
});

test('both sides of a box that terminates TLS are one session, counted once', () => {
  const lines = openBackup.split('\n');
  const analyzer = analyzeScript(
    [
      '+0 [1] opened server=192.0.2.9:8443',
      '+0 [2] opened client=192.0.2.9:5000',
      lines[2]!,
      lines[2]!.replace('[1]', '[2]'),
      lines[3]!.replace('[1]', '[2]'),
      lines[3]!,
      '+2 [1] http2 upgrade proxmox-backup-protocol-v1',
      '+2 [2] http2 upgrade proxmox-backup-protocol-v1',
      '+1500 [1] traffic 100 10',
      '+1500 [2] traffic 100 10',
    ].join('\n'),
  );
  assert.deepEqual(
    analyzer.report().sessions.map((one) => [one.id, one.sameAs]),
    [
      [1, 2],
      [2, 1],
    ],
  );
  assert.equal(analyzer.series().at(-1)?.toServerBytes, 100);
  assert.equal(analyzer.series({ session: 1 }).at(-1)?.toServerBytes, 100);
});

test('both sides of a box, refused: one refusal, seen twice', () => {
  const lines = openBackup.split('\n');
  const analyzer = analyzeScript(
    [
      '+0 [1] opened server=192.0.2.9:8443',
      '+0 [2] opened client=192.0.2.9:5000',
      lines[2]!,
      lines[2]!.replace('[1]', '[2]'),
      '+3 [2] S> reply h1#1 403',
      '+3 [1] S> reply h1#1 403',
    ].join('\n'),
  );
  assert.deepEqual(
    analyzer.report().sessions.map((one) => [one.outcome, one.sameAs]),
    [
      ['refused', 2],
      ['refused', 1],
    ],
  );
});

test('a second attempt on the same connection is a session of its own, from its first call', () => {
  const asked = openBackup.split('\n').slice(0, 3).join('\n');
  const again = openBackup
    .replace('+0 [1] opened', '')
    .replaceAll('h1#1', 'h1#2')
    .replaceAll('+1 ', '+51 ')
    .replaceAll('+2 ', '+52 ');
  check(
    [asked, '+40 [1] S> reply h1#1 401', again, call(53, 1, 'POST /finish', '200')],
    `session 1 backup of ${elsa} refused: 1 call, 40.0 ms, 1 call failed (401)
     session 2 backup of ${elsa} finished: 2 calls, 3.00 ms`,
  );
});

test('two clients that restore the same snapshot at once are two sessions', () => {
  const second = openReader.replaceAll('[1]', '[2]').replace('opened', 'opened client=192.0.2.1:40001');
  const lines = [openReader.split('\n'), second.split('\n')];
  const analyzer = analyzeScript([0, 1, 2, 3, 4].flatMap((row) => lines.map((one) => one[row] ?? '')).join('\n'));
  assert.deepEqual(
    analyzer.report().sessions.map((one) => one.sameAs),
    [null, null],
  );
});

test('the reader of the previous snapshot that runs beside a backup is its twin', () => {
  const time = 1717590000;
  const reader = openReader
    .replaceAll('[1]', '[2]')
    .replaceAll('+1 ', '+6 ')
    .replaceAll('+2 ', '+7 ')
    .replace('+0 ', '+5 ');
  const ask = call(3, 1, 'GET /previous_backup_time', `200 {"data":${time}}`);
  const twinsOf = (query: string): unknown =>
    analyzeScript([openBackup, ask, reader.replace(snapshotQuery, query)].join('\n'))
      .report()
      .sessions.map((one) => one.twinOf);
  assert.deepEqual(twinsOf(snapshotQuery.replace('1717597476', String(time))), [2, 1]);
  assert.deepEqual(twinsOf(snapshotQuery.replace('1717597476', String(time - 60))), [null, null]);
  assert.deepEqual(twinsOf(snapshotQuery.replace('1717597476', String(time)).replace('elsa', 'otto')), [null, null]);
});

test('stuck: silent for 5 s, with the one who owes', () => {
  const upload = [
    openBackup,
    call(5, 3, 'POST /dynamic_index?archive-name=a.pxar.didx', '200 {"data":1}'),
    `+10 [1] C> request 5 POST /dynamic_chunk?digest=${digest('a')}&encoded-size=900&size=1000&wid=1 body`,
    '+20 [1] C> data 5 300',
  ].join('\n');
  const analyzer = analyzeScript(upload);
  const stuckAt = (atMs: number) => {
    analyzer.advanceTo(atMs);
    return analyzer.report().sessions[0]?.stuckCalls.map((one) => `${one.archive} ${one.silentMs} ${one.owes}`);
  };
  assert.deepEqual(stuckAt(5019), []);
  assert.deepEqual(stuckAt(5020), ['a.pxar.didx 5000 The client owes 600 B of the request body.']);
  assert.deepEqual(
    analyzer.openCalls().map((row) => [row.operation, row.isStuck]),
    [['uploadDynamicChunk', true]],
  );

  const unanswered = analyzeScript(`${upload}\n+21 [1] C> data 5 600\n+21 [1] C> end 5\n+9000 [1] closed client fin`);
  assert.deepEqual(
    unanswered.report().sessions[0]?.stuckCalls.map((one) => one.owes),
    ['The server owes a reply: it has the whole request.'],
  );
});

test('a session whose calls all move slowly is slow, not stuck', () => {
  const slow = Array.from({ length: 200 }, (_, n) => `+${10 + n * 4000} [1] C> data 5 1`).join('\n');
  const analyzer = analyzeScript(`${openBackup}
    +5 [1] C> request 5 POST /blob?encoded-size=900&file-name=x.blob body
    ${slow}`);
  const lastMs = 10 + 199 * 4000;
  analyzer.advanceTo(lastMs + 15_000);
  assert.equal(analyzer.report().sessions[0]?.stuckCalls.length, 0);
  analyzer.advanceTo(lastMs + 17_000);
  assert.equal(analyzer.report().sessions[0]?.stuckCalls.length, 1);
});

test('round trips: the source, SETTINGS and their ACK, the quickest wins', () => {
  const analyzer = analyzeScript(`${openBackup}
    +2 [1] rtt client 0.7
    +3 [1] rtt server 9
    ${call(5, 1, 'GET /previous_backup_time', '200 {"data":null}')}`);
  assert.deepEqual(analyzer.report().sessions[0]?.rttMs, { client: 0.7, server: 1 });
});
