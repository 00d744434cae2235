// Logs of other programs → log books: recognised by content, however the bytes are cut; nothing in them makes a parser throw.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { LogBook } from '../../../../src/core/evidence/index.js';
import { readEvidence } from '../../../../src/sources/evidence/index.js';
import { fixturesFolder } from '../../../support/paths.js';

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

const read = (text: string): Promise<LogBook> => readEvidence('x', cut(Buffer.from(text), []));
const contentOf = (book: LogBook): unknown => ({ ...book.counts(), lines: book.lines });

test('the same log book, however the bytes are cut', async () => {
  const bytes = readFileSync(join(fixturesFolder, 'captures', 'pbs-3.2.4', '07-interrupted-kill.task.txt'));
  const whole = contentOf(await readEvidence('x', cut(bytes, [])));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(300), { maxLength: 12 }), async (sizes) => {
      assert.deepEqual(contentOf(await readEvidence('x', cut(bytes, sizes))), whole);
    }),
    { numRuns: 20 },
  );
});

/** One line of each kind, to be mutilated. */
const samples = [
  '2026-11-24T07:39:50+00:00: Duplicates: 0+2 (100%)',
  '=== UPID:vm:00003146:0002D667:0000000A:6B053F53:reader:store1\\x3ahost-web01-6B053F49:tester@pbs!tok1:',
  'data.pxar.didx: had to backup 1.98 MiB of 1.98 MiB (compressed 354.228 KiB) in 0.02s',
  'End Time: Tue Nov 24 07:46:32 2026',
  '127.0.0.1:4711 [24/Nov/2026:18:40:00.123] pbs_tcp pbs_tcp/pbs1 1/0/5003 12345 cD 1/1/0/0/0 0/0',
  '127.0.0.1 - - [24/Nov/2026:18:40:00 +0100] "GET /api2/json/backup?backup-type=host HTTP/1.1" 101 12 "-" "-"',
  '2026/11/24 18:40:00 [error] 1#1: *5 upstream timed out while proxying upgraded connection, client: 127.0.0.1',
  '127.0.0.1 [24/Nov/2026:18:40:00 +0000] TCP 200 123 456 7.890',
];

test('whatever a line holds, it is understood or counted', async () => {
  const line = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc
      .tuple(fc.constantFrom(...samples), fc.nat(100), fc.nat(10), fc.string({ maxLength: 6 }))
      .map(([text, at, length, put]) => text.slice(0, at) + put + text.slice(at + length)),
    fc.constantFrom(...samples),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
      const text = lines.map((one) => one.replace(/[\n\r]/g, ' ')).join('\n');
      const { lineCount, repeatingCount, unknownCount } = (await read(text)).counts();
      assert.equal(lineCount, text === '' ? 0 : lines.length - (text.endsWith('\n') ? 1 : 0));
      assert.ok(repeatingCount + unknownCount <= lineCount);
    }),
    { numRuns: 200 },
  );
});

test('each format is known by one line', async () => {
  const formats = [];
  for (const sample of samples) formats.push((await read(sample)).format);
  assert.deepEqual(formats, [
    'task-log',
    'task-log',
    'client-output',
    'client-output',
    'haproxy',
    'nginx-access',
    'nginx-error',
    'nginx-stream',
  ]);
});

test('a line without an end is counted, not kept', async () => {
  const { unknownCount, firstUnknownLine } = (await read(`${samples[0]}\n${'x'.repeat(100_000)}\n`)).counts();
  assert.deepEqual([unknownCount, firstUnknownLine], [1, 2]);
});

test('the words of a UPID name the snapshot', async () => {
  const { lines } = await read(samples[1] ?? '');
  assert.deepEqual(lines[0]?.fact, {
    kind: 'subject',
    side: 'reader',
    snapshot: 'host/web01/2026-11-24T07:39:53Z',
    isNew: true,
  });
});

test('times of a proxy without a zone are taken as UTC and said to have none', async () => {
  const { lines } = await read(samples[4] ?? '');
  assert.deepEqual(
    lines.map(({ time }) => time),
    [
      { atUnixMs: Date.UTC(2026, 10, 24, 18, 40, 0, 123), resolutionMs: 1, isZoned: false },
      { atUnixMs: Date.UTC(2026, 10, 24, 18, 40, 5, 126), resolutionMs: 1, isZoned: false },
    ],
  );
  assert.match(lines[1]?.text ?? '', /HAProxy's timeout for the client ran out/u);
});
