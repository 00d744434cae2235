// Events in, archives of the report out, as text: the accounting of protocol.md 8.1, one test for each of its rows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zeroChunkDigest } from '../../src/core/pbs/index.js';
import { analyzeScript, call, describeSessions, digest, golden, openBackup } from '../support/session-script.js';

const a = digest('a');
const b = digest('b');
const c = digest('c');
const block = 4_194_304;

const askTime = call(3, 1, 'GET /previous_backup_time', '200 {"data":null}');
const createDynamic = call(5, 3, 'POST /dynamic_index?archive-name=root.pxar.didx', '200 {"data":1}');
const createFixed = (size: number): string =>
  call(5, 3, `POST /fixed_index?archive-name=disk.img.fidx&size=${size}`, '200 {"data":1}');
const chunk = (atMs: number, stream: number, hex: string, size: number, encoded: number, reply = '200'): string =>
  call(atMs, stream, `POST /dynamic_chunk?digest=${hex}&encoded-size=${encoded}&size=${size}&wid=1`, reply);
const block4 = (atMs: number, stream: number, hex: string, encoded: number): string =>
  call(atMs, stream, `POST /fixed_chunk?digest=${hex}&encoded-size=${encoded}&size=${block}&wid=1`, '200');
const append = (
  atMs: number,
  stream: number,
  path: string,
  digests: string[],
  offsets: number[],
  reply = '200',
): string =>
  call(atMs, stream, `PUT /${path}`, reply, JSON.stringify({ 'digest-list': digests, 'offset-list': offsets, wid: 1 }));
const close = (atMs: number, stream: number, path: string, count: number, size: number): string =>
  call(atMs, stream, `POST /${path}_close?chunk-count=${count}&csum=${digest('0')}&size=${size}&wid=1`, '200');
const finish = `${call(90, 91, 'POST /finish', '200 {"data":null}')}\n+100 [1] closed client fin`;

const archivesOf = (...script: string[]): string =>
  describeSessions(analyzeScript([openBackup, ...script].join('\n')))
    .split('\n')
    .slice(1)
    .join('\n');

test('a file archive: new chunks, one of them twice', () => {
  const script = [
    askTime,
    createDynamic,
    chunk(10, 5, a, 1000, 400),
    chunk(12, 7, b, 500, 512),
    append(14, 9, 'dynamic_index', [a, b, a], [0, 1000, 1500]),
    close(16, 11, 'dynamic', 3, 2500),
    finish,
  ];
  assert.equal(
    archivesOf(...script),
    golden(`root.pxar.didx dynamic wid=1 chunks=3 appended=3 uploaded=2 known=1 (previous 0, repeated 1)
      bytes: logical=2500 uploaded=1500 encoded=912 reused=1000 wasted=0 closed`).replaceAll('\n', ' '),
  );
});

test('before the close, what was appended and what was uploaded count', () => {
  const script = [askTime, createDynamic, chunk(10, 5, a, 1000, 400), chunk(12, 7, b, 500, 512)];
  const appended = [...script, append(14, 9, 'dynamic_index', [a, a], [0, 1000])];
  assert.match(archivesOf(...script), /chunks=0 .* logical=1500 uploaded=1500 .* reused=0 .* not closed/);
  assert.match(archivesOf(...appended), /chunks=2 .* known=1 .* logical=2500 uploaded=1500 .* reused=1000 /);
});

test('QEMU: the zero chunk of the registration is uploaded, and new to no entry', () => {
  const script = [
    call(3, 1, 'GET /previous?archive-name=index.json.blob', '400 no valid previous backup'),
    createFixed(3 * block),
    block4(10, 5, zeroChunkDigest, 150),
    block4(12, 7, a, 2000),
    append(14, 9, 'fixed_index', [zeroChunkDigest, a, zeroChunkDigest], [0, block, 2 * block]),
    close(16, 11, 'fixed', 3, 3 * block),
    finish,
  ];
  assert.match(
    archivesOf(...script),
    /chunks=3 appended=3 uploaded=2 known=2 \(previous 0, repeated 2\) bytes: logical=12582912 uploaded=8388608 encoded=2150 reused=8388608 /,
  );
});

test('QEMU: the zero chunk of the registration that no entry uses', () => {
  const script = [
    createFixed(block),
    block4(10, 5, zeroChunkDigest, 150),
    block4(12, 7, a, 2000),
    append(14, 9, 'fixed_index', [a], [0]),
    close(16, 11, 'fixed', 1, block),
    finish,
  ];
  assert.match(archivesOf(...script), /chunks=1 appended=1 uploaded=2 known=0 .* reused=0 /);
});

test('a file client whose image begins with zeros uploads a chunk like any other', () => {
  const script = [
    askTime,
    createFixed(2 * block),
    block4(10, 5, zeroChunkDigest, 150),
    append(14, 9, 'fixed_index', [zeroChunkDigest, zeroChunkDigest], [0, block]),
    close(16, 11, 'fixed', 2, 2 * block),
    finish,
  ];
  assert.match(
    archivesOf(...script),
    /chunks=2 appended=2 uploaded=1 known=1 \(previous 0, repeated 1\) .* reused=4194304 /,
  );
});

test('QEMU: the same digest twice in flight answers for two entries', () => {
  const script = [
    createFixed(2 * block),
    block4(10, 5, zeroChunkDigest, 150),
    `+12 [1] C> request 7 POST /fixed_chunk?digest=${a}&encoded-size=9&size=${block}&wid=1`,
    `+12 [1] C> request 9 POST /fixed_chunk?digest=${a}&encoded-size=9&size=${block}&wid=1`,
    '+13 [1] S> reply 7 200',
    '+13 [1] S> reply 9 200',
    append(14, 11, 'fixed_index', [a, a], [0, block]),
    close(16, 13, 'fixed', 2, 2 * block),
    finish,
  ];
  assert.match(archivesOf(...script), /chunks=2 appended=2 uploaded=3 known=0 \(previous 0, repeated 0\) .* reused=0 /);
});

test('reuse-csum: the whole image counts, also what was never touched', () => {
  const script = [
    call(5, 3, `POST /fixed_index?archive-name=disk.img.fidx&reuse-csum=${c}&size=${10 * block}`, '200 {"data":1}'),
    block4(10, 5, zeroChunkDigest, 150),
    block4(12, 7, a, 2000),
    append(14, 9, 'fixed_index', [a, zeroChunkDigest], [block, 2 * block]),
    close(16, 11, 'fixed', 2, 2 * block),
    finish,
  ];
  assert.match(
    archivesOf(...script),
    /chunks=10 appended=2 uploaded=2 known=9 \(previous 8, repeated 1\) bytes: logical=41943040 .* reused=37748736 .* incremental closed/,
  );
});

test('reuse-csum with nothing dirty: no append, everything known', () => {
  const script = [
    call(5, 3, `POST /fixed_index?archive-name=disk.img.fidx&reuse-csum=${c}&size=${block + 1}`, '200 {"data":1}'),
    block4(10, 5, zeroChunkDigest, 150),
    close(16, 11, 'fixed', 0, 0),
    finish,
  ];
  assert.match(
    archivesOf(...script),
    /chunks=2 appended=0 uploaded=1 known=2 \(previous 2, repeated 0\) .* logical=4194305 /,
  );
});

test('a fixed position that is written twice is one chunk of the image', () => {
  const script = [
    askTime,
    createFixed(2 * block),
    block4(10, 5, a, 9),
    block4(12, 7, b, 9),
    append(14, 9, 'fixed_index', [a, a], [0, block]),
    append(15, 11, 'fixed_index', [b], [0]),
    close(16, 13, 'fixed', 3, 2 * block),
    finish,
  ];
  assert.match(archivesOf(...script), /chunks=2 appended=3 uploaded=2 known=0 .* logical=8388608 .* reused=0 /);
});

test('metadata mode: injected chunks stand in appends only', () => {
  const script = [
    askTime,
    createDynamic,
    chunk(10, 5, a, 16, 28),
    append(14, 9, 'dynamic_index', [a, b, c], [0, 16, 5016]),
    close(16, 11, 'dynamic', 3, 9000),
    finish,
  ];
  assert.match(
    archivesOf(...script),
    /chunks=3 appended=3 uploaded=1 known=2 .* logical=9000 uploaded=16 encoded=28 reused=8984 /,
  );
});

test('a chunk that was refused counts nowhere but in the waste', () => {
  const script = [
    askTime,
    createDynamic,
    `+10 [1] C> request 5 POST /dynamic_chunk?digest=${a}&encoded-size=700&size=1000&wid=1 body`,
    '+10 [1] C> data 5 700',
    '+10 [1] C> end 5',
    '+11 [1] S> reply 5 400 body',
    '+11 [1] S> body 5 detected chunk with wrong digest.',
    '+12 [1] closed client fin',
  ];
  assert.match(archivesOf(...script), /chunks=0 appended=0 uploaded=0 .* wasted=700 not closed/);
});

test('an append that was refused adds no entry', () => {
  const script = [
    askTime,
    createDynamic,
    chunk(10, 5, a, 1000, 400),
    append(14, 9, 'dynamic_index', [a], [17], '400 got strange chunk offset'),
    '+20 [1] closed client fin',
  ];
  assert.match(archivesOf(...script), /chunks=0 appended=0 uploaded=1 known=0 /);
});

test('chunk uploads that an abort cuts off are waste', () => {
  const script = [
    askTime,
    createDynamic,
    chunk(10, 5, a, 1000, 400),
    `+12 [1] C> request 7 POST /dynamic_chunk?digest=${b}&encoded-size=900&size=1000&wid=1 body`,
    '+13 [1] C> data 7 300',
    '+20 [1] closed client reset',
  ];
  assert.match(archivesOf(...script), /uploaded=1 .* uploaded=1000 encoded=400 .* wasted=300 not closed/);
});

test('the same digest new in two archives is uploaded in both', () => {
  const second = (text: string): string => text.replaceAll('wid=1', 'wid=2').replaceAll('"wid":1', '"wid":2');
  const script = [
    askTime,
    createDynamic,
    call(7, 21, 'POST /dynamic_index?archive-name=catalog.pcat1.didx', '200 {"data":2}'),
    chunk(10, 5, a, 1000, 400),
    second(chunk(12, 7, a, 1000, 400)),
    append(14, 9, 'dynamic_index', [a], [0]),
    second(append(15, 11, 'dynamic_index', [a], [0])),
  ];
  const lines = archivesOf(...script).split('\n');
  assert.equal(lines.length, 2);
  for (const line of lines) assert.match(line, /chunks=1 appended=1 uploaded=1 known=0 /);
});

test('a list that was not captured leaves the counts of the close', () => {
  const script = [
    askTime,
    createDynamic,
    chunk(10, 5, a, 1000, 400),
    '+14 [1] C> request 9 PUT /dynamic_index?wid=1 body',
    '+14 [1] C> data 9 300',
    '+14 [1] C> end 9',
    '+15 [1] S> reply 9 200',
    close(16, 11, 'dynamic', 3, 2500),
    finish,
  ];
  assert.match(archivesOf(...script), /chunks=3 .* uploaded=1 known=2 .* logical=2500 .* reused=1500 /);
});
