// Where the time goes: for each cause of diagnosis.md 1 the smallest schedule that charges it, and what happens beside it.
// Event scripts in, budgets out; a cause that took no time has no line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertConservation, budgetLines } from '../support/budget-lines.js';
import {
  analyzeScript,
  call,
  digest,
  golden,
  openBackup,
  openReader,
  snapshotQuery,
} from '../support/session-script.js';

const agent = 'agent=proxmox-backup-client/1.0';
const upgradeOf = (side: 'backup' | 'reader', query: string): string =>
  `C> request h1#1 GET //api2/json/${side}?${query} upgrade=proxmox-backup-protocol-v1 ${agent}`;
const fileClient = `
  +0 [1] opened
  +1 [1] ${upgradeOf('backup', `${snapshotQuery}&debug=true`)}
  +2 [1] S> reply h1#1 101
  +2 [1] http2 upgrade x`;
const qemuRestore = fileClient.replace('json/backup', 'json/reader').replace('type=host', 'type=vm');

const chunk = (letter: string, wid = 1): string =>
  `POST /dynamic_chunk?digest=${digest(letter)}&encoded-size=9&size=9&wid=${wid} body`;
const append = (letters: readonly string[]): string =>
  JSON.stringify({ 'digest-list': letters.map(digest), 'offset-list': letters.map((_, index) => index), wid: 1 });

function check(script: string, expected: string, session = 1): void {
  const analyzer = analyzeScript(script);
  assert.equal(budgetLines(analyzer, session), golden(expected));
  assertConservation(analyzer.report());
}

test('connect: until TLS stands, live on both legs', () => {
  check(`+0 [1] opened\n+30 [1] tls\n+30 ${openBackup.split('\n')[2]?.trim().slice(3)}`, 'connect 30');
  check(
    `+0 [1] opened
     +10 [1] tls client
     +40 [1] tls server
     +45 [1] ${upgradeOf('backup', snapshotQuery)}
     +50 [1] S> reply h1#1 101`,
    `connect 40
     open 5
     clientProduce 5`,
  );
});

test('login: a ticket, and credentials that were refused', () => {
  check(
    `+0 [1] opened
     +1 [1] C> request h1#1 POST //api2/json/access/ticket body
     +2 [1] C> end h1#1
     +32 [1] S> reply h1#1 200
     +33 [1] C> request h1#2 GET //api2/json/backup?${snapshotQuery} upgrade=x
     +43 [1] S> reply h1#2 101`,
    `connect 1
     login 31
     open 10
     clientProduce 1`,
  );
  const refused = (status: number): string => `+0 [1] opened
     +0 [1] C> request h1#1 GET //api2/json/backup?${snapshotQuery} upgrade=x
     +3000 [1] S> reply h1#1 ${status}`;
  check(refused(401), 'login 3000');
  check(refused(403), 'open 3000');
});

test('a second attempt on the connection has a budget of its own, and the time between belongs to nobody', () => {
  const script = `+0 [1] opened
     +0 [1] C> request h1#1 GET //api2/json/backup?${snapshotQuery} upgrade=x
     +3000 [1] S> reply h1#1 401
     +5000 [1] C> request h1#2 POST //api2/json/access/ticket
     +5010 [1] S> reply h1#2 200
     +5010 [1] C> request h1#3 GET //api2/json/backup?${snapshotQuery} upgrade=x
     +5015 [1] S> reply h1#3 101`;
  check(script, 'login 3000');
  check(script, 'login 10\nopen 5', 2);
});

test('serverLine and clientLine: our sockets take no more; the server goes first', () => {
  check(
    `${openBackup}
     +10 [1] C> pressure on
     +20 [1] S> pressure on
     +40 [1] C> pressure off
     +45 [1] S> pressure off`,
    `connect 1
     open 1
     serverLine 30
     clientLine 5
     clientProduce 8`,
  );
});

test('serverLine and clientLine: bytes wait in the kernel, until an answer tells that they came through', () => {
  check(
    `${openBackup}
     +3 [1] C> request 1 POST /blob?encoded-size=9&file-name=x.blob body
     +5 [1] C> end 1
     +10 [1] tcp server notsent=4096
     +40 [1] S> reply 1 200
     +40 [1] C> request 3 POST /finish
     +50 [1] tcp server notsent=4096
     +60 [1] tcp server
     +65 [1] S> reply 3 200
     +65 [1] tcp client notsent=1
     +75 [1] tcp client`,
    `connect 1
     open 1
     serverLine 40
     clientLine 10
     requestTransfer 2
     server 20: uploadBlob 5, finish 15
     clientProduce 1`,
  );
  check(
    `${openBackup}
     +3 [1] C> request 1 POST /blob?encoded-size=9&file-name=x.blob body
     +10 [1] tcp server notsent=4096
     +20 [1] C> end 1
     +40 [1] S> reply 1 200
     +40 [1] C> request 3 POST /finish
     +60 [1] S> reply 3 200`,
    `connect 1
     open 1
     serverLine 30
     requestTransfer 7
     server 20: finish 20
     clientProduce 1`,
  );
});

test('connectionWindow and streamWindow: either direction, the connection first', () => {
  check(
    `${openBackup}
     +3 [1] C> request 1 POST /blob?encoded-size=9&file-name=x.blob body
     +5 [1] C> stall 1
     +10 [1] C> stall 0
     +30 [1] C> unstall 0
     +40 [1] C> unstall 1
     +42 [1] S> stall 0
     +45 [1] S> unstall 0`,
    `connect 1
     open 1
     connectionWindow 23
     streamWindow 15
     requestTransfer 4
     clientProduce 1`,
  );
});

test('streamLimit: as many calls as the server allows', () => {
  check(
    `${openBackup}
     +2 [1] rtt server 40
     +3 [1] S> settings MAX_CONCURRENT_STREAMS=2
     +3 [1] C> request 1 GET /previous?archive-name=x.blob
     +5 [1] C> request 3 GET /previous?archive-name=x.blob
     +25 [1] S> reply 1 200
     +30 [1] S> reply 3 200`,
    `connect 1
     open 1
     streamLimit 20
     roundTrip 7
     clientProduce 1`,
  );
});

test('requestTransfer and responseTransfer: windows open, lines free', () => {
  check(
    `${openReader}
     +2 [1] C> request 1 GET /chunk?digest=${digest('a')}
     +2 [1] S> reply 1 200 body
     +50 [1] S> end 1`,
    `connect 1
     open 1
     responseTransfer 48`,
  );
  check(
    `${openBackup}
     +2 [1] C> request 1 POST /blob?encoded-size=9&file-name=x.blob body
     +60 [1] C> end 1
     +60 [1] S> reply 1 200`,
    `connect 1
     open 1
     requestTransfer 58`,
  );
});

test('roundTrip and server: the first round-trip time of a reply that is awaited, and what is beyond', () => {
  check(
    `${openBackup}
     +2 [1] rtt server 40
     +2 [1] C> request 1 POST /dynamic_close?chunk-count=1&size=9&wid=1
     +102 [1] S> reply 1 200
     +102 [1] C> request 3 POST /finish
     +2142 [1] S> reply 3 200
     +2150 [1] closed client fin`,
    `connect 1
     open 1
     roundTrip 80
     server 2060: closeDynamicIndex 60, finish 2000
     closing 8`,
  );
});

test('a round-trip time that is learnt while a reply is awaited counts for it', () => {
  check(
    `${openBackup}
     +2 [1] C> settings INITIAL_WINDOW_SIZE=1
     +2 [1] C> request 1 GET /previous?archive-name=index.json.blob
     +42 [1] S> settingsAck
     +52 [1] S> reply 1 400`,
    `connect 1
     open 1
     roundTrip 40
     server 10: downloadPrevious 10`,
  );
});

test('a reply travels to the client before that one goes on: seen from the server, its round trip is no thinking', () => {
  check(
    `${openReader}
     +2 [1] rtt client 30
     +40 [1] C> request 1 GET /download?file-name=a.img.fidx
     +45 [1] S> reply 1 200
     +80 [1] C> request 3 GET /chunk?digest=${digest('a')}
     +85 [1] S> reply 3 200`,
    `connect 1
     open 1
     roundTrip 60
     server 10: downloadFile 5, downloadChunk 5
     idle 13`,
  );
});

test('clientProduce: nothing is owed, or less than the client has room for', () => {
  check(
    `${fileClient}
     +2 [1] C> request 1 ${chunk('a')}
     +2 [1] C> end 1
     +50 [1] C> request 3 ${chunk('b')}
     +50 [1] C> end 3
     +55 [1] S> reply 1 200
     +56 [1] S> reply 3 200
     +90 [1] C> request 5 ${chunk('c')}
     +90 [1] C> end 5
     +90 [1] S> reply 5 200`,
    `connect 1
     open 1
     clientProduce 88`,
  );
});

test('server: with all sent, the client waits for the replies that are left, though its pipeline has room', () => {
  check(
    `${fileClient}
     +2 [1] C> request 1 ${chunk('a')}
     +2 [1] C> end 1
     +4 [1] C> request 3 ${chunk('b')}
     +4 [1] C> end 3
     +504 [1] S> reply 1 200
     +514 [1] S> reply 3 200
     ${call(515, 5, 'PUT /dynamic_index', '200', append(['a', 'b'])).replace('+516', '+615')}
     +616 [1] C> request 7 POST /dynamic_close?chunk-count=2&size=18&wid=1`,
    `connect 1
     open 1
     server 610: uploadDynamicChunk 510, appendDynamicIndex 100
     clientProduce 4`,
  );
});

test('an append behind the last reply: at once, and the client has waited; later, and it was at work', () => {
  const appendAt = (atMs: number): string => `${fileClient}
     +2 [1] C> request 1 ${chunk('a')}
     +2 [1] C> end 1
     +402 [1] S> reply 1 200
     +${atMs} [1] C> request 3 PUT /dynamic_index body
     +${atMs} [1] C> body 3 ${append(['a'])}
     +${atMs} [1] S> reply 3 200`;
  check(appendAt(482), 'connect 1\nopen 1\nserver 400: uploadDynamicChunk 400\nclientProduce 80');
  check(appendAt(522), 'connect 1\nopen 1\nclientProduce 520');
});

test('server: a client that sends one chunk at a time waits for each', () => {
  const one = (atMs: number, stream: number, letter: string): string => `
     +${atMs} [1] C> request ${stream} ${chunk(letter)} agent=Go-http-client/2.0
     +${atMs} [1] C> end ${stream}
     +${atMs + 70} [1] S> reply ${stream} 200`;
  check(
    `${openBackup}${one(10, 1, 'a')}${one(90, 3, 'b')}${one(170, 5, 'c')}`,
    `connect 1
     open 1
     server 210: uploadDynamicChunk 210
     clientProduce 28`,
  );
});

test('server: a restore with its 16 fetches open waits; with fewer it is at work', () => {
  const streams = Array.from({ length: 16 }, (_, index) => 3 + 2 * index);
  const ask = (stream: number, atMs: number): string =>
    `+${atMs} [1] C> request ${stream} GET /chunk?digest=${digest('a')}`;
  check(
    `${qemuRestore}
     +2 [1] C> request 1 GET /download?file-name=drive-scsi0.img.fidx
     +2 [1] S> reply 1 200
     ${streams.map((stream) => ask(stream, 2)).join('\n')}
     +102 [1] S> reply 3 200
     +122 [1] ${ask(35, 122).slice(9)}
     +132 [1] S> reply 5 200`,
    `connect 1
     open 1
     server 110: downloadChunk 110
     clientProduce 20`,
  );
});

test('indexAppend: an append is open, and all that the queue takes waits behind it', () => {
  // 16 hex digits give 4096 digests of three letters.
  const digestOf = (index: number): string => index.toString(16).padStart(64, '0');
  const post = (index: number): string => {
    const target = `POST /dynamic_chunk?digest=${digestOf(index)}&encoded-size=9&size=9&wid=1 body`;
    return `+3 [1] C> request ${2 * index + 1} ${target}\n+3 [1] C> end ${2 * index + 1}\n+3 [1] S> reply ${2 * index + 1} 200`;
  };
  const listed = Array.from({ length: 64 }, (_, index) => digestOf(index));
  const body = JSON.stringify({ 'digest-list': listed, 'offset-list': listed.map((_, index) => index), wid: 1 });
  const upTo = (count: number): string => `${fileClient}
     ${Array.from({ length: count }, (_, index) => post(index)).join('\n')}
     +3 [1] C> request 901 PUT /dynamic_index body
     +3 [1] C> body 901 ${body}
     +303 [1] S> reply 901 200
     +304 [1] C> request 903 ${chunk('f')}`;
  check(upTo(64 + 65), 'connect 1\nopen 1\nindexAppend 300\nclientProduce 2');
  check(upTo(64 + 64), 'connect 1\nopen 1\nclientProduce 302');
});

test('idle: a reader that asks nothing; a backup whose reader twin is at work', () => {
  check(`${openReader}\n+5000 [1] closed client fin`, 'connect 1\nopen 1\nidle 4998');
  const previous = 1717597000;
  const twin = openReader
    .replaceAll('[1]', '[2]')
    .replace('1717597476', String(previous))
    .replaceAll(/\+[012] /g, '+10 ');
  const script = `${openBackup}
     ${call(3, 1, 'GET /previous_backup_time', `200 {"data":${previous}}`)}
     ${twin}
     +20 [2] C> request 1 GET /chunk?digest=${digest('a')}
     +120 [2] S> reply 1 200
     +150 [2] closed client fin`;
  check(`${script}\n+200 [1] closed client fin`, 'connect 1\nopen 1\nroundTrip 1\nclientProduce 97\nidle 100');
  check(script, 'server 100: downloadChunk 100\nidle 40', 2);
});

test('closing: finish was answered, or one side has ended', () => {
  check(
    `${openBackup}\n${call(2, 1, 'POST /finish', '200')}\n+83 [1] closed client fin`,
    'connect 1\nopen 1\nserver 1: finish 1\nclosing 80',
  );
  check(`${openReader}\n+10 [1] C> ended fin\n+90 [1] closed client fin`, 'connect 1\nopen 1\nidle 8\nclosing 80');
});

test('a recording that ends behind the end of one side counts to that end', () => {
  check(
    `${openReader}
     +10 [1] C> ended fin
     +500 [1] C> pressure on
     +900 sourceEnded`,
    'connect 1\nopen 1\nidle 8',
  );
});

test('what a broken recording says behind the end of a connection is charged to nobody', () => {
  check(
    `+2 [1] opened
     +60002 [1] closed client fin
     +60003 [1] C> request 1 POST /fixed_close?chunk-count=1&size=9&wid=1
     +60005 sourceEnded`,
    'connect 60000',
  );
});

test('live: the budget grows while nothing happens, and what is asked in between changes nothing', () => {
  const analyzer = analyzeScript(`${openBackup}\n+2 [1] rtt server 10\n+2 [1] C> request 1 POST /finish`);
  const limit = () => analyzer.report().sessions[0]?.limitedBy;
  analyzer.advanceTo(7);
  assert.equal(limit(), 'roundTrip');
  assert.equal(budgetLines(analyzer), golden('connect 1\nopen 1\nroundTrip 5'));
  analyzer.advanceTo(1002);
  assert.equal(limit(), 'server');
  assert.equal(budgetLines(analyzer), golden('connect 1\nopen 1\nroundTrip 10\nserver 990: finish 990'));
  const over = analyzeScript(`${openBackup}\n+9 [1] closed client fin`);
  assert.equal(over.report().sessions[0]?.limitedBy, null);
});

test('notes: what a capture cannot tell, what is estimated', () => {
  const blob = '+3 [1] C> request 1 POST /blob?encoded-size=9&file-name=x.blob body\n+30 [1] C> end 1';
  const notesOf = (script: string) => analyzeScript(script).report().sessions[0]?.timeBudgetNotes;
  assert.deepEqual(notesOf(`${openBackup}\n${blob}`), [
    'Recorded beside the line: whether a socket was full is not known, such time counts as transfer.',
  ]);
  const live = openBackup.replace('opened', 'opened\n+0 [1] tls client\n+0 [1] tls server');
  assert.deepEqual(notesOf(`${live}\n${blob}`), []);
  assert.deepEqual(notesOf(openBackup.replace('opened', 'opened late-join')), [
    'The beginning was not recorded: the budget starts with the recording.',
  ]);
  const many = `${live}\n+5 [1] C> request 3 ${chunk('a')}\n+5 [1] C> request 5 ${chunk('b')}`;
  assert.deepEqual(notesOf(many), ['The client is not known: that it waits with 2 calls open is an estimate.']);
});
