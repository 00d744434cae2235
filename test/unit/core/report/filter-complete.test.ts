// In: a filter as far as it is typed. Out: what it may become.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commonPart, completeFilter } from '../../../../src/core/report/index.js';

const known = {
  operations: ['uploadDynamicChunk', 'uploadFixedChunk', 'finish'],
  archives: ['root.pxar.didx'],
  saved: ['slow'],
};
const candidates = (text: string): string => {
  const { at, candidates: found } = completeFilter(text, known);
  return `${at}: ${found.join(' ')}`;
};

test('fields, flags and saved filters at the start of a word', () => {
  assert.equal(candidates('la'), '0: latency>');
  assert.equal(candidates('op:chunk st'), '9: state: status> stuck');
  assert.equal(candidates('@'), '0: @slow');
  assert.match(candidates(''), /^0: @slow archive: failed latency> op: open /);
});

test('values of the fields that have some', () => {
  assert.equal(candidates('op:up'), '3: uploadDynamicChunk uploadFixedChunk');
  assert.equal(candidates('stuck archive:R'), '14: root.pxar.didx');
  assert.equal(candidates('state:'), '6: answered open reset unanswered');
  assert.equal(candidates('nothing:x'), '8: ');
});

test('the common part of several', () => {
  assert.equal(commonPart(['uploadDynamicChunk', 'uploadFixedChunk']), 'upload');
  assert.equal(commonPart(['one']), 'one');
  assert.equal(commonPart([]), '');
  assert.equal(commonPart(['a', 'b']), '');
});
