// Events in, CallSteps out, both as text: what the exchange and pbs stages make of a conversation.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallTracker, describeCallStep } from '../../src/core/pbs/index.js';
import { parseEventScript } from '../support/event-script.js';

const digestA = 'a'.repeat(64);
const digestB = 'b'.repeat(64);
const opened = '+0 [1] opened';
const upgrade = (path: string, name: string): string => `
  ${opened}
  +1 [1] C> request h1#1 GET ${path} upgrade=${name}
  +2 [1] S> reply h1#1 101
  +2 [1] http2 upgrade ${name}`;
const snapshot = 'backup-id=elsa&backup-time=1717597476&backup-type=host';
const backup = upgrade(
  `//api2/json/backup?${snapshot}&benchmark=false&debug=true&store=tank`,
  'proxmox-backup-protocol-v1',
);
const reader = upgrade(`//api2/json/reader?${snapshot}&debug=true&store=tank`, 'proxmox-backup-reader-protocol-v1');

function run(script: string): string {
  const tracker = new CallTracker();
  const lines = parseEventScript(script).flatMap((event) => tracker.feed(event).map(describeCallStep));
  return lines.join('\n');
}

/** Steps of the upgrade itself are those of the first test; the others leave them out. */
function runInSession(session: string, script: string): string {
  return run(session + script)
    .split('\n')
    .filter((line) => !line.includes('#1 '))
    .join('\n');
}

function check(actual: string, expected: string): void {
  const lines = expected.split('\n').map((line) => line.trim());
  assert.equal(actual, lines.filter((line) => line !== '').join('\n'));
}

test('an upgrade is answered by its 101, and opens the session', () => {
  check(
    run(backup),
    `+1.000 callStarted #1 [1] openBackup backupId=elsa backupTime=1717597476 backupType=host isBenchmark=false store=tank
     +2.000 upgraded #1 [1] proxmox-backup-protocol-v1
     +2.000 callEnded #1 [1] openBackup backupId=elsa backupTime=1717597476 backupType=host isBenchmark=false store=tank: answered 101, 0 B up, 0 B down, 1.000 ms`,
  );
});

test('the calls of a small backup, parameters in queries and in JSON', () => {
  check(
    runInSession(
      backup,
      `
      +3 [1] C> request 1 GET /previous_backup_time
      +4 [1] S> reply 1 200 body
      +4 [1] S> body 1 {"data":1717597000}
      +5 [1] C> request 3 POST /dynamic_index?archive-name=root.pxar.didx
      +6 [1] S> reply 3 200 body
      +6 [1] S> body 3 {"data":1}
      +7 [1] C> request 5 POST /dynamic_chunk?digest=${digestA}&encoded-size=100&size=200&wid=1 body
      +7 [1] C> part 5 0 hex:31b958426fb6a37f00000000
      +8 [1] C> data 5 100
      +8 [1] C> end 5
      +9 [1] S> reply 5 200 body
      +9 [1] S> data 5 77
      +9 [1] S> end 5
      +10 [1] C> request 7 PUT /dynamic_index body
      +11 [1] C> body 7 {"digest-list":["${digestA}","${digestB}"],"offset-list":[0,200],"wid":1}
      +12 [1] S> reply 7 200 body
      +12 [1] S> data 7 13
      +12 [1] S> end 7
      +13 [1] C> request 9 POST /finish
      +14 [1] S> reply 9 200 body
      +14 [1] S> data 9 13
      +14 [1] S> end 9
      +15 [1] closed client fin`,
    ),
    `+3.000 callStarted #2 [1] previousBackupTime
     +4.000 callEnded #2 [1] previousBackupTime: answered 200, 0 B up, 19 B down, 1.000 ms -> previous=1717597000
     +5.000 callStarted #3 [1] createDynamicIndex archiveName=root.pxar.didx
     +6.000 callEnded #3 [1] createDynamicIndex archiveName=root.pxar.didx: answered 200, 0 B up, 10 B down, 1.000 ms -> wid=1
     +7.000 callStarted #4 [1] uploadDynamicChunk digest=aaaaaaaa… encodedSizeBytes=100 sizeBytes=200 wid=1
     +9.000 callEnded #4 [1] uploadDynamicChunk digest=aaaaaaaa… encodedSizeBytes=100 sizeBytes=200 wid=1: answered 200, 100 B up, 77 B down, 2.000 ms -> blob=zstd
     +10.000 callStarted #5 [1] appendDynamicIndex
     +11.000 appendEntries #5 2
     +12.000 callEnded #5 [1] appendDynamicIndex entryCount=2 wid=1: answered 200, ${JSON.stringify({ 'digest-list': [digestA, digestB], 'offset-list': [0, 200], wid: 1 }).length} B up, 13 B down, 2.000 ms
     +13.000 callStarted #6 [1] finish
     +14.000 callEnded #6 [1] finish: answered 200, 0 B up, 13 B down, 1.000 ms`,
  );
});

test('a third-party client puts everything into JSON bodies, another into forms', () => {
  check(
    runInSession(
      backup,
      `
      +3 [1] C> request 1 POST /fixed_index body
      +3 [1] C> body 1 {"archive-name":"a.img.fidx","size":8388608}
      +4 [1] S> reply 1 200 body
      +4 [1] S> body 1 {"data":7}
      +5 [1] C> request 3 POST /fixed_close body
      +5 [1] C> body 3 chunk-count=2&csum=${digestB}&size=8388608&wid=7
      +6 [1] S> reply 3 200`,
    ),
    `+3.000 callStarted #2 [1] createFixedIndex
     +4.000 callEnded #2 [1] createFixedIndex archiveName=a.img.fidx sizeBytes=8388608: answered 200, 44 B up, 10 B down, 1.000 ms -> wid=7
     +5.000 callStarted #3 [1] closeFixedIndex
     +6.000 callEnded #3 [1] closeFixedIndex chunkCount=2 csum=bbbbbbbb… sizeBytes=8388608 wid=7: answered 200, 102 B up, 0 B down, 1.000 ms`,
  );
});

test('a body of which not all was captured, or that is no JSON, tells nothing', () => {
  check(
    runInSession(
      backup,
      `
      +3 [1] C> request 1 PUT /fixed_index body
      +3 [1] C> data 1 5000000
      +3 [1] C> part 1 0 {"digest-list":[],"offset-list":[],"wid":1}
      +3 [1] C> end 1
      +4 [1] S> reply 1 200
      +5 [1] C> request 3 PUT /fixed_index body
      +5 [1] C> body 3 {"digest-list":["${digestA}"],"offset-list":[0,1],"wid":1}
      +6 [1] S> reply 3 400 body
      +6 [1] S> body 3 offset list has wrong length (2 != 1)
      +7 [1] C> request 5 PUT /fixed_index body
      +7 [1] C> body 5 {nonsense
      +8 [1] S> reply 5 400`,
    ),
    `+3.000 callStarted #2 [1] appendFixedIndex
     +4.000 callEnded #2 [1] appendFixedIndex: answered 200, 5000000 B up, 0 B down, 1.000 ms
     +5.000 callStarted #3 [1] appendFixedIndex
     +6.000 callEnded #3 [1] appendFixedIndex entryCount=1 wid=1: answered 400, ${`{"digest-list":["${digestA}"],"offset-list":[0,1],"wid":1}`.length} B up, 37 B down, 1.000 ms -> error="offset list has wrong length (2 != 1)"
     +7.000 callStarted #4 [1] appendFixedIndex
     +8.000 callEnded #4 [1] appendFixedIndex: answered 400, 9 B up, 0 B down, 1.000 ms`,
  );
});

test('an index file streams by; manifest and chunk of a restore', () => {
  const header = `1c914ea519bab3cd${'00'.repeat(4088)}`;
  const entry = (endByte: string, digest: string): string => `${endByte}${'00'.repeat(7)}${digest}`;
  const manifest = '{"backup-type":"host","backup-id":"elsa","backup-time":1,"files":[{"filename":"a.didx"}]}';
  const blob = `42ab3807be8370a100000000${Buffer.from(manifest).toString('hex')}`;
  check(
    runInSession(
      reader,
      `
      +3 [1] C> request 1 GET /download?file-name=index.json.blob
      +4 [1] S> reply 1 200 body
      +4 [1] S> body 1 hex:${blob}
      +5 [1] C> request 3 GET /download?file-name=a.didx
      +6 [1] S> reply 3 200 body
      +6 [1] S> part 3 0 hex:${header}${entry('05', digestA)}${'09'}
      +6 [1] S> data 3 4137
      +7 [1] S> part 3 4137 hex:${'00'.repeat(7)}${digestB}
      +7 [1] S> data 3 39
      +7 [1] S> end 3
      +8 [1] C> request 5 GET /chunk?digest=${digestA}
      +9 [1] S> reply 5 200 length=3000 body
      +9 [1] S> part 5 0 hex:7b6785be222d4cf000000000
      +9 [1] S> data 5 3000
      +9 [1] S> end 5`,
    ),
    `+3.000 callStarted #2 [1] downloadFile fileName=index.json.blob
     +4.000 manifest #2 host/elsa files=1
     +4.000 callEnded #2 [1] downloadFile fileName=index.json.blob: answered 200, 0 B up, 101 B down, 1.000 ms -> blob=uncompressed
     +5.000 callStarted #3 [1] downloadFile fileName=a.didx
     +6.000 indexEntries #3 a.didx 1
     +7.000 indexEntries #3 a.didx 1
     +7.000 callEnded #3 [1] downloadFile fileName=a.didx: answered 200, 0 B up, 4176 B down, 2.000 ms
     +8.000 callStarted #4 [1] downloadChunk digest=aaaaaaaa…
     +9.000 callEnded #4 [1] downloadChunk digest=aaaaaaaa…: answered 200, 0 B up, 3000 B down, 1.000 ms -> blob=encrypted`,
  );
});

test('a hole in a streamed index ends its reading: no entry with a guessed offset', () => {
  const header = `1c914ea519bab3cd${'00'.repeat(4088)}`;
  check(
    runInSession(
      backup,
      `
      +3 [1] C> request 1 GET /previous?archive-name=a.didx
      +4 [1] S> reply 1 200 body
      +4 [1] S> part 1 0 hex:${header}
      +5 [1] S> part 1 8192 hex:05${'00'.repeat(7)}${digestA}
      +5 [1] S> data 1 8232
      +5 [1] S> end 1`,
    ),
    `+3.000 callStarted #2 [1] downloadPrevious archiveName=a.didx
     +5.000 callEnded #2 [1] downloadPrevious archiveName=a.didx: answered 200, 0 B up, 8232 B down, 2.000 ms`,
  );
});

test('an uploaded manifest is told before its reply', () => {
  const manifest = '{"backup-type":"vm","backup-id":"100","backup-time":1,"files":[]}';
  const blob = `42ab3807be8370a100000000${Buffer.from(manifest).toString('hex')}`;
  check(
    runInSession(
      backup,
      `
      +3 [1] C> request 1 POST /blob?encoded-size=77&file-name=index.json.blob body
      +4 [1] C> body 1 hex:${blob}
      +5 [1] S> reply 1 200`,
    ),
    `+3.000 callStarted #2 [1] uploadBlob encodedSizeBytes=77 fileName=index.json.blob
     +4.000 manifest #2 vm/100 files=0
     +5.000 callEnded #2 [1] uploadBlob encodedSizeBytes=77 fileName=index.json.blob: answered 200, 77 B up, 0 B down, 2.000 ms -> blob=uncompressed`,
  );
});

test('early reply: answered before the request was whole, ended by the reset that follows', () => {
  check(
    runInSession(
      backup,
      `
      +3 [1] C> request 1 POST /dynamic_chunk?wid=1 body
      +3 [1] C> data 1 1000
      +4 [1] S> reply 1 400 body
      +4 [1] S> body 1 uploaded chunk is larger than announced.
      +5 [1] C> data 1 500
      +6 [1] S> reset 1 CANCEL
      +7 [1] C> data 1 500`,
    ),
    `+3.000 callStarted #2 [1] uploadDynamicChunk wid=1
     +6.000 callEnded #2 [1] uploadDynamicChunk wid=1: answered 400 CANCEL, 1500 B up, 40 B down, 1.000 ms -> error="uploaded chunk is larger than announced."`,
  );
});

test('a reset behind a whole reply changes nothing; one before it ends the call', () => {
  check(
    runInSession(
      backup,
      `
      +3 [1] C> request 1 POST /finish
      +4 [1] S> reply 1 200
      +5 [1] C> reset 1 CANCEL
      +6 [1] C> request 3 POST /finish
      +7 [1] S> reset 3 INTERNAL_ERROR`,
    ),
    `+3.000 callStarted #2 [1] finish
     +4.000 callEnded #2 [1] finish: answered 200, 0 B up, 0 B down, 1.000 ms
     +6.000 callStarted #3 [1] finish
     +7.000 callEnded #3 [1] finish: reset INTERNAL_ERROR, 0 B up, 0 B down, 1.000 ms`,
  );
});

test('a connection that ends leaves its calls unanswered; a recording that ends leaves them open', () => {
  const open = `
      +3 [1] C> request 1 POST /fixed_chunk?wid=1 body
      +3 [1] C> data 1 10
      +4 [1] C> request 3 GET /previous_backup_time`;
  check(
    runInSession(backup, `${open}\n+9 [1] closed server reset`),
    `+3.000 callStarted #2 [1] uploadFixedChunk wid=1
     +4.000 callStarted #3 [1] previousBackupTime
     +9.000 callEnded #2 [1] uploadFixedChunk wid=1: unanswered, 10 B up, 0 B down
     +9.000 callEnded #3 [1] previousBackupTime: unanswered, 0 B up, 0 B down`,
  );
  for (const end of ['+9 sourceEnded', '+9 [1] closed unknown capture-end']) {
    check(
      runInSession(backup, `${open}\n+8 [1] C> end 1\n${end}`),
      `+3.000 callStarted #2 [1] uploadFixedChunk wid=1
       +4.000 callStarted #3 [1] previousBackupTime`,
    );
  }
});

test('when replies can no longer be seen, calls end without a verdict; requests that follow too', () => {
  check(
    runInSession(
      backup,
      `
      +3 [1] C> request 1 GET /previous_backup_time
      +4 [1] C> request 3 POST /fixed_chunk?wid=1 body
      +5 [1] S> dark
      +6 [1] C> data 3 10
      +6 [1] C> end 3
      +7 [1] C> request 5 POST /finish
      +9 [1] closed client fin`,
    ),
    `+3.000 callStarted #2 [1] previousBackupTime
     +4.000 callStarted #3 [1] uploadFixedChunk wid=1
     +5.000 callEnded #2 [1] previousBackupTime: open, 0 B up, 0 B down
     +6.000 callEnded #3 [1] uploadFixedChunk wid=1: open, 10 B up, 0 B down
     +7.000 callStarted #4 [1] finish
     +7.000 callEnded #4 [1] finish: open, 0 B up, 0 B down`,
  );
});

test('behind a hole in the replies: what was open has no verdict, what comes later has', () => {
  check(
    runInSession(
      backup,
      `
      +3 [1] C> request 1 GET /previous_backup_time
      +4 [1] C> request 3 POST /fixed_chunk?wid=1 body
      +5 [1] S> dark
      +6 [1] S> resumed
      +6 [1] C> end 3
      +6 [1] S> reply 3 200
      +7 [1] C> request 5 POST /finish
      +8 [1] S> reply 5 200
      +9 [1] closed client fin`,
    ),
    `+3.000 callStarted #2 [1] previousBackupTime
     +4.000 callStarted #3 [1] uploadFixedChunk wid=1
     +5.000 callEnded #2 [1] previousBackupTime: open, 0 B up, 0 B down
     +6.000 callEnded #3 [1] uploadFixedChunk wid=1: open, 0 B up, 0 B down
     +7.000 callStarted #4 [1] finish
     +8.000 callEnded #4 [1] finish: answered 200, 0 B up, 0 B down, 1.000 ms`,
  );
});

test('behind a hole in the requests: the reply ends a call whose request may have ended in the hole', () => {
  check(
    runInSession(
      backup,
      `
      +3 [1] C> request 1 POST /fixed_chunk?wid=1 body
      +4 [1] C> dark
      +5 [1] C> resumed
      +6 [1] S> reply 1 200
      +7 [1] C> request 5 POST /finish body
      +8 [1] S> reply 5 200
      +9 [1] C> end 5
      +9 [1] closed client fin`,
    ),
    `+3.000 callStarted #2 [1] uploadFixedChunk wid=1
     +6.000 callEnded #2 [1] uploadFixedChunk wid=1: answered 200, 0 B up, 0 B down, 3.000 ms
     +7.000 callStarted #3 [1] finish
     +9.000 callEnded #3 [1] finish: answered 200, 0 B up, 0 B down, 1.000 ms`,
  );
});

test('interim replies are none; a late 401 carries its text', () => {
  check(
    run(`
      ${opened}
      +1 [1] C> request h1#1 GET //api2/json/backup?store=tank upgrade=proxmox-backup-protocol-v1
      +2 [1] S> reply h1#1 103
      +3001 [1] S> reply h1#1 401 body
      +3001 [1] S> body h1#1 permission check failed.
      +3002 [1] C> request h1#2 POST //api2/json/access/ticket length=48 body
      +3002 [1] C> data h1#2 48
      +3002 [1] C> end h1#2
      +3003 [1] S> reply h1#2 100
      +3004 [1] S> reply h1#2 200 length=234 body
      +3004 [1] S> data h1#2 234
      +3004 [1] S> end h1#2
      +3005 [1] C> request h1#3 GET /api2/json/admin/datastore/tank/snapshots?backup-id=elsa
      +3006 [1] S> reply h1#3 200`),
    `+1.000 callStarted #1 [1] openBackup store=tank
     +3001.000 callEnded #1 [1] openBackup store=tank: answered 401, 0 B up, 24 B down, 3000.000 ms -> error="permission check failed."
     +3002.000 callStarted #2 [1] login
     +3004.000 callEnded #2 [1] login: answered 200, 48 B up, 234 B down, 2.000 ms
     +3005.000 callStarted #3 [1] rest GET /api2/json/admin/datastore/tank/snapshots?backup-id=elsa store=tank backupId=elsa
     +3006.000 callEnded #3 [1] rest GET /api2/json/admin/datastore/tank/snapshots?backup-id=elsa store=tank backupId=elsa: answered 200, 0 B up, 0 B down, 1.000 ms`,
  );
});

test('a server that answers the backup name to readers: the path of the request counts', () => {
  const odd = reader.replace('http2 upgrade proxmox-backup-reader', 'http2 upgrade proxmox-backup');
  check(
    runInSession(odd, '\n+3 [1] C> request 1 GET /speedtest\n+4 [1] S> reply 1 200'),
    `+3.000 callStarted #2 [1] speedtest
     +4.000 callEnded #2 [1] speedtest: answered 200, 0 B up, 0 B down, 1.000 ms`,
  );
});

test('HTTP/2 from the first byte: REST by its prefix, calls by their names', () => {
  check(
    run(`
      ${opened}
      +0 [1] http2 prior-knowledge
      +1 [1] C> request 1 GET /api2/json/version
      +2 [1] S> reply 1 200
      +3 [1] C> request 3 GET /chunk?digest=${digestA}
      +4 [1] S> reply 3 200`),
    `+1.000 callStarted #1 [1] rest GET /api2/json/version
     +2.000 callEnded #1 [1] rest GET /api2/json/version: answered 200, 0 B up, 0 B down, 1.000 ms
     +3.000 callStarted #2 [1] downloadChunk digest=aaaaaaaa…
     +4.000 callEnded #2 [1] downloadChunk digest=aaaaaaaa…: answered 200, 0 B up, 0 B down, 1.000 ms`,
  );
});

test('time before a shut window is charged to the bodies that waited, from their own start on', () => {
  check(
    runInSession(
      backup,
      `
      +3 [1] C> request 1 POST /fixed_chunk?wid=1 body
      +10 [1] C> stall 0
      +20 [1] C> request 3 POST /fixed_chunk?wid=2 body
      +30 [1] C> unstall 0
      +31 [1] C> data 1 5
      +31 [1] C> end 1
      +32 [1] C> stall 3
      +40 [1] C> end 3
      +50 [1] S> reply 1 200
      +50 [1] S> reply 3 200`,
    ),
    `+3.000 callStarted #2 [1] uploadFixedChunk wid=1
     +20.000 callStarted #3 [1] uploadFixedChunk wid=2
     +50.000 callEnded #2 [1] uploadFixedChunk wid=1: answered 200, 5 B up, 0 B down, 47.000 ms, blocked 20.000 + 0.000 ms
     +50.000 callEnded #3 [1] uploadFixedChunk wid=2: answered 200, 0 B up, 0 B down, 30.000 ms, blocked 10.000 + 8.000 ms`,
  );
});

test('a late join: what was under way is a partial call, once', () => {
  check(
    run(`
      +0 [1] opened late-join
      +1 [1] C> data 5 100
      +2 [1] C> request 9 POST /finish
      +3 [1] S> reply 5 200
      +4 [1] S> data 5 10
      +5 [1] S> reply 9 200
      +6 [1] S> data 11 10`),
    `+1.000 callStarted #1 [1] rest (head not seen)
     +2.000 callStarted #2 [1] finish
     +3.000 callEnded #1 [1] rest (head not seen): partial answered 200, 100 B up, 0 B down, 2.000 ms
     +5.000 callEnded #2 [1] finish: answered 200, 0 B up, 0 B down, 3.000 ms`,
  );
});
