// Captured bodies: whole or nothing, and bounded, each and all together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BodyBudget, CapturedBody } from '../../../../src/core/pbs/captured-body.js';

const mebibyte = new Uint8Array(1024 * 1024);
const bodyOf = (budget: BodyBudget, partCount: number): CapturedBody => {
  const body = new CapturedBody(budget);
  for (let i = 0; i < partCount; i++) body.add(i * mebibyte.length, mebibyte);
  return body;
};

test('parts in order make the body; a hole, or fewer bytes than passed, make none', () => {
  const body = new CapturedBody(new BodyBudget());
  body.add(0, Uint8Array.of(1, 2));
  body.add(2, Uint8Array.of(3));
  assert.deepEqual(body.whole(3), Uint8Array.of(1, 2, 3));
  assert.equal(body.whole(4), null);
  body.add(4, Uint8Array.of(5));
  assert.equal(body.whole(3), null);
  assert.deepEqual(body.beginning(), Uint8Array.of(1, 2, 3));
});

test('one body ends at its bound, all of them at theirs, and what is released can be held again', () => {
  const budget = new BodyBudget();
  assert.equal(bodyOf(budget, 5).whole(5 * mebibyte.length), null);
  const bodies = Array.from({ length: 16 }, () => bodyOf(budget, 4));
  const wholeCount = bodies.filter((body) => body.whole(4 * mebibyte.length) !== null).length;
  assert.equal(wholeCount, 15);
  for (const body of bodies) body.release();
  assert.ok(bodyOf(budget, 4).whole(4 * mebibyte.length));
});
