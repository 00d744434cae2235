// The text report against golden texts, and what holds for any of them: 80 columns, nothing from the wire that steers a
// terminal. `PBSCOPE_UPDATE_GOLDEN=1` writes the golden texts anew.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Analyzer } from '../../../../src/core/analyzer.js';
import { roundNumber } from '../../../../src/core/report/index.js';
import { renderJson, renderText } from '../../../../src/sinks/export/index.js';
import { fixturesFolder } from '../../../support/paths.js';
import { analyzeScript, call, digest, openBackup, openReader } from '../../../support/session-script.js';

const a = digest('a');
const b = digest('b');
const withoutPrevious = [
  call(3, 1, 'GET /previous_backup_time', '200 {"data":null}'),
  call(5, 5, 'POST /dynamic_index?archive-name=root.pxar.didx', '200 {"data":1}'),
];

/** A backup that was cut in a chunk, with what a first backup asks in vain. */
const cutBackup = analyzeScript(
  [
    openBackup,
    ...withoutPrevious,
    call(6, 3, 'GET /previous?archive-name=index.json.blob', '400 no valid previous backup'),
    `+10 [1] C> request 7 POST /dynamic_chunk?digest=${a}&encoded-size=4000&size=9000&wid=1 body`,
    '+11 [1] C> data 7 4000',
    '+11 [1] C> end 7',
    `+12 [1] C> request 9 POST /dynamic_chunk?digest=${b}&encoded-size=4000&size=9000&wid=1 body`,
    '+12 [1] C> data 9 3000',
    '+40 [1] S> reply 7 200',
    call(
      50,
      11,
      'PUT /dynamic_index',
      '200',
      JSON.stringify({ 'digest-list': [a, a], 'offset-list': [0, 9000], wid: 1 }),
    ),
    call(60, 13, 'POST /blob?encoded-size=42&file-name=qemu-server.conf.blob', '200'),
    '+6070 [1] traffic 12345 4567',
    '+7070 [1] closed client fin',
  ].join('\n'),
);

const refusedReader = analyzeScript(
  [
    ...openReader.split('\n').slice(0, 3),
    '+30 [1] S> reply h1#1 400 body',
    '+30 [1] S> body h1#1 snapshot host/elsa/2024-06-05T14:24:36Z does not exist.',
    '+31 [1] closed client fin',
  ].join('\n'),
);

const nothing = analyzeScript('+0 [1] opened\n+9 [1] closed client reset');

const runs: Readonly<Record<string, Analyzer>> = { 'cut-backup': cutBackup, 'refused-reader': refusedReader, nothing };

const render = (id: 'text' | 'json', analyzer: Analyzer): string =>
  (id === 'text' ? renderText : renderJson)(analyzer.report(), analyzer);

for (const [name, analyzer] of Object.entries(runs)) {
  test(`text report: ${name}`, () => {
    const text = render('text', analyzer);
    const path = join(fixturesFolder, 'reports', `${name}.txt`);
    if (process.env['PBSCOPE_UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
    assert.equal(text, readFileSync(path, 'utf8'));
    for (const line of text.split('\n')) assert.ok(line.length <= 80, `${line.length} columns: ${line}`);
  });
}

test('json: the whole report, one value', () => {
  const rounded: unknown = JSON.parse(JSON.stringify(cutBackup.report(), roundNumber));
  assert.deepEqual(JSON.parse(render('json', cutBackup)), rounded);
});

test('names from the wire do not steer the terminal', () => {
  const hostile = '%1b%5b2Jroot%0d%e2%80%ae.pxar.didx';
  const text = render(
    'text',
    analyzeScript(
      [
        openBackup,
        call(5, 5, `POST /dynamic_index?archive-name=${hostile}`, '200 {"data":1}'),
        call(7, 7, `POST /finish?x=${hostile}`, '400 \u001b[31mno\u202e'),
      ].join('\n'),
    ),
  );
  assert.doesNotMatch(text, /(?!\n)[\p{Cc}\p{Cf}]/u);
  assert.match(text, /root/);
});

test('what the kernel told of TCP on our own legs stands with the connection', () => {
  const analyzer = analyzeScript('+0 [1] opened');
  const counts = {
    unackedSegmentCount: 0,
    lostSegmentCount: 0,
    sendQueueBytes: 0,
    notSentBytes: 0,
    receiveQueueBytes: 0,
  };
  for (const [atMs, retransmittedSegmentCount] of [
    [5, 0],
    [1005, 12],
  ] as const) {
    analyzer.feed({
      kind: 'tcpFacts',
      connection: 1,
      atMs,
      leg: 'server',
      state: 'ESTAB',
      rttMs: 20.5,
      minRttMs: 20,
      segmentBytes: 1448,
      congestionWindowSegmentCount: 10,
      retransmittedSegmentCount,
      busyMs: 3,
      receiverLimitedMs: 0,
      ...counts,
    });
  }
  assert.match(
    render('text', analyzer).replaceAll(/\s+/g, ' '),
    /TCP of the server leg: round trip 20\.5 ms, 12 segments sent again/,
  );
});
