// In: filter text. Out: what it means, which calls it lets through, and errors that point at the character.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CallRow, filterExamples, matchesFilter, parseFilter } from '../../../../src/core/report/index.js';

const call: CallRow = {
  id: 1,
  session: 2,
  connection: 1,
  protocol: 'http2',
  stream: 1,
  operation: 'uploadDynamicChunk',
  method: 'POST',
  target: '/dynamic_chunk?wid=1&digest=ab&size=4194304&encoded-size=1048576',
  archive: 'root.pxar.didx',
  startedAtMs: 1000,
  uploadMs: 100,
  blockedMs: 0,
  waitMs: 150,
  responseMs: 0,
  durationMs: 250,
  requestBytes: 1_048_576,
  responseBytes: 12,
  status: 200,
  state: 'answered',
  appendedBy: null,
  isStuck: false,
};
const hung: CallRow = { ...call, durationMs: null, waitMs: null, status: null, state: 'open', isStuck: true };

function isMatch(text: string, row: CallRow = call): boolean {
  const filter = parseFilter(text);
  assert.ok(filter.kind === 'filter', `${text}: ${JSON.stringify(filter)}`);
  return matchesFilter(row, filter.terms, 9000);
}

test('terms of every kind, all of which must match', () => {
  const matching = [
    '',
    '   ',
    'op:chunk',
    'op:CHUNK latency>200ms',
    'latency>=0.25s',
    'latency=250ms',
    'latency:250ms',
    'wait<1m',
    'upload<=100ms response<1us',
    'size>=1MiB',
    'size<1.1mib',
    'status<400',
    'archive:root.pxar',
    'state:answered',
    'session=2',
    'DIGEST',
    '/dynamic_chunk?wid=1',
    '"wid=1&digest"',
  ];
  for (const text of matching) assert.equal(isMatch(text), true, text);
  const other = [
    'op:append',
    'op:chunk latency>250ms',
    'status>=400',
    'stuck',
    'failed',
    'open',
    'session=1',
    'nothing',
  ];
  for (const text of other) assert.equal(isMatch(text), false, text);
});

test('an open call is as old as now, and what is not known matches nothing', () => {
  assert.equal(isMatch('stuck', hung), true);
  assert.equal(isMatch('open latency>7s', hung), true);
  assert.equal(isMatch('latency>8s', hung), false);
  assert.equal(isMatch('wait>=0ms', hung), false);
  assert.equal(isMatch('status<999', hung), false);
  assert.equal(isMatch('failed', { ...call, state: 'reset', status: null }), true);
  assert.equal(isMatch('failed', { ...call, status: 400 }), true);
});

test('an error points at the character', () => {
  const rows = [
    ['latency>200', 'latency>200'.length, 'a unit is needed (us, ms, s, m, h), as in latency>200ms'],
    ['op:chunk latency>', 17, 'a number is missing, as in latency>200ms'],
    ['wait>5parsec', 6, 'a unit is needed (us, ms, s, m, h), as in wait>200ms'],
    ['status>=4xx', 9, 'no unit here, as in status>=400'],
    ['op=chunk', 2, 'op takes a colon, as in op:part'],
    ['archive:', 8, 'a part of the archive is missing'],
    ['a "b', 2, 'this quote is not closed'],
  ] as const;
  for (const [text, at, message] of rows) assert.deepEqual(parseFilter(text), { kind: 'error', at, message });
  const unknown = parseFilter('stuck speed>3');
  assert.ok(
    unknown.kind === 'error' && unknown.at === 6 && unknown.message.startsWith('no field "speed"; there are op,'),
  );
});

test('every example of the help is a filter', () => {
  for (const example of filterExamples) assert.equal(parseFilter(example).kind, 'filter', example);
});

test('no text makes the parser throw, and an error points into it', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z:<>="0-9 ]*$/)), (text) => {
      const filter = parseFilter(text);
      if (filter.kind === 'error') assert.ok(filter.at >= 0 && filter.at <= text.length);
      else matchesFilter(call, filter.terms, 0);
    }),
  );
});
