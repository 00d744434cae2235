// Who has to move for a call that does not: each of the six answers, with the evidence beside it. Event scripts in, text out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeStuckCall } from '../../src/core/report/index.js';
import { analyzeScript, digest, golden, openBackup, openReader } from '../support/session-script.js';

const upload = `${openBackup}
  +5 [1] C> request 5 POST /dynamic_chunk?digest=${digest('a')}&encoded-size=4000&size=9000&wid=1 body
  +10 [1] C> data 5 3000 window=65535/65535`;
const uploaded = `${upload}
  +12 [1] C> data 5 1000 window=64535/64535
  +12 [1] C> end 5`;

function check(script: string, atMs: number, expected: string): void {
  const analyzer = analyzeScript(script);
  analyzer.advanceTo(atMs);
  const calls = analyzer.report().sessions.flatMap((session) => session.stuckCalls);
  assert.equal(calls.flatMap((call) => [call.owes, ...describeStuckCall(call)]).join('\n'), golden(expected));
}

test('the client owes bytes', () => {
  check(
    upload,
    7010,
    `The client owes 1000 B of the request body.
     open for 7.00 s, silent for 7.00 s
     sent 2.9 KiB of 3.9 KiB, received 0 B
     windows: to the server connection 64.0 KiB, stream 64.0 KiB; to the client connection -, stream -
     last from the client: DATA of stream 5, 7.00 s before
     last from the server: reply 101, 7.01 s before`,
  );
});

test('the server owes a reply, or the rest of it', () => {
  check(
    uploaded,
    9012,
    `The server owes a reply: it has the whole request.
     open for 9.01 s, silent for 9.00 s
     sent 3.9 KiB of 3.9 KiB, received 0 B
     windows: to the server connection 63.0 KiB, stream 63.0 KiB; to the client connection -, stream -
     last from the client: DATA of stream 5, 9.00 s before
     last from the server: reply 101, 9.01 s before`,
  );
  check(
    `${openReader}
     +5 [1] C> request 1 GET /chunk?digest=${digest('a')}
     +15 [1] S> reply 1 200 body length=4096
     +25 [1] S> data 1 1024 window=9000/9000`,
    6025,
    `The server owes 3.0 KiB of its reply.
     open for 6.02 s, silent for 6.00 s
     sent 0 B, received 1.0 KiB of 4.0 KiB
     windows: to the server connection -, stream -; to the client connection 8.8 KiB, stream 8.8 KiB
     last from the client: HEADERS of stream 1, 6.02 s before
     last from the server: DATA of stream 1, 6.00 s before`,
  );
});

test('the server owes window', () => {
  check(
    upload.replace('window=65535/65535', 'window=0/65535'),
    7010,
    `The server owes window (that of the connection is used up): the client has 1000 B to send.
     open for 7.00 s, silent for 7.00 s
     sent 2.9 KiB of 3.9 KiB, received 0 B
     windows: to the server connection 0 B, stream 64.0 KiB; to the client connection -, stream -
     last from the client: DATA of stream 5, 7.00 s before
     last from the server: reply 101, 7.01 s before`,
  );
});

test('the line to the server is full, also when we hold the whole request; TCP of that leg beside it', () => {
  check(
    `${uploaded}
     +13 [1] C> pressure on
     +20 [1] tcp server unacked=9 retransmitted=7 queue=13312
     +21 [1] S> ping`,
    9012,
    `The line to the server is full: what the client sent waits in our socket.
     open for 9.01 s, silent for 9.00 s
     sent 3.9 KiB of 3.9 KiB, received 0 B
     windows: to the server connection 63.0 KiB, stream 63.0 KiB; to the client connection -, stream -
     last from the client: DATA of stream 5, 9.00 s before
     last from the server: PING, 8.99 s before
     TCP of the server leg: ESTAB, 9 segments not acknowledged, 7 sent again, 13.0 KiB waiting in our socket`,
  );
});

test('the line to the client is full: its socket takes no more, or it gives no window', () => {
  const fetch = `${openReader}
     +5 [1] C> request 1 GET /chunk?digest=${digest('a')}
     +15 [1] S> reply 1 200 body length=4096
     +25 [1] S> data 1 1024`;
  const rest = `open for 6.02 s, silent for 6.00 s
     sent 0 B, received 1.0 KiB of 4.0 KiB`;
  check(
    `${fetch}\n+26 [1] S> pressure on`,
    6025,
    `The line to the client is full (its socket takes no more): the server has 3.0 KiB to send.
     ${rest}
     windows: to the server connection -, stream -; to the client connection -, stream -
     last from the client: HEADERS of stream 1, 6.02 s before
     last from the server: DATA of stream 1, 6.00 s before`,
  );
  check(
    `${fetch} window=5000/0`,
    6025,
    `The line to the client is full (that of the stream is used up): the server has 3.0 KiB to send.
     ${rest}
     windows: to the server connection -, stream -; to the client connection 4.9 KiB, stream 0 B
     last from the client: HEADERS of stream 1, 6.02 s before
     last from the server: DATA of stream 1, 6.00 s before`,
  );
});

test('nobody owes: an end acknowledges nothing any more, or its TCP gave up', () => {
  const owedOf = (script: string, atMs: number) => {
    const analyzer = analyzeScript(script);
    analyzer.advanceTo(atMs);
    return analyzer.report().sessions.flatMap((session) => session.stuckCalls.map((call) => call.owes));
  };
  const gone = ['Nobody owes: the server vanished, nothing came from it since 0:00.100.'];
  const silent = `${uploaded}\n+100 [1] tcp server unacked=2\n+4000 [1] tcp server unacked=2 retransmitted=3`;
  assert.deepEqual(owedOf(silent, 9000), gone);
  assert.deepEqual(owedOf(`${silent}\n+5000 [1] tcp server unacked=0`, 9000), [
    'The server owes a reply: it has the whole request.',
  ]);
  // Nothing was sent again: the line is slow.
  assert.deepEqual(owedOf(silent.replace(' retransmitted=3', ''), 9000), [
    'The server owes a reply: it has the whole request.',
  ]);
  // Whoever sends is there.
  assert.deepEqual(owedOf(`${silent}\n+5000 [1] S> ping`, 9000), [
    'The server owes a reply: it has the whole request.',
  ]);
  assert.deepEqual(owedOf(`${uploaded}\n+20 [1] S> ping\n+900000 [1] closed server timeout`, 900_000), [
    'Nobody owes: the server vanished, nothing came from it since 0:00.020.',
  ]);
});
