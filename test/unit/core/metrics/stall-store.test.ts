// In: windows that run out and open again. Out: stretches, one per connection and one while any stream waits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StallStore } from '../../../../src/core/metrics/stall-store.js';

const stall = (atMs: number, stream: number, isStalled: boolean) =>
  ({
    kind: 'windowStall',
    connection: 1,
    atMs,
    direction: 'toServer',
    stream,
    isStalled,
    windowBytes: isStalled ? 0 : 65_535,
  }) as const;

const lines = (store: StallStore, query = {}): string[] =>
  store.stalls(query).map((one) => `${one.scope} ${one.direction} ${one.fromMs}-${one.toMs ?? ''} of ${one.session}`);

test('a window that runs out and opens is one stretch; the second notice of the same begins none', () => {
  const store = new StallStore();
  store.note(stall(10, 0, true), 7);
  store.note(stall(15, 0, true), 7);
  assert.deepEqual(lines(store), ['connection toServer 10- of 7']);
  store.note(stall(30, 0, false), 7);
  assert.deepEqual(lines(store), ['connection toServer 10-30 of 7']);
});

test('streams that wait at the same time are one stretch, until the last of them may go on or is over', () => {
  const store = new StallStore();
  store.note(stall(10, 3, true), 7);
  store.note(stall(12, 5, true), 7);
  store.note(stall(20, 3, false), 7);
  assert.deepEqual(lines(store), ['stream toServer 10- of 7']);
  store.forgetStream(1, 5, 25);
  store.forgetStream(1, 99, 26);
  store.forgetStream(2, 5, 27);
  assert.deepEqual(lines(store), ['stream toServer 10-25 of 7']);
});

test('the end of the connection ends what lasts; ranges and sessions are told apart', () => {
  const store = new StallStore();
  store.note(stall(10, 0, true), 7);
  store.note(stall(10, 3, true), 7);
  store.closeConnection(1, 40);
  store.closeConnection(1, 50);
  assert.deepEqual(lines(store), ['connection toServer 10-40 of 7', 'stream toServer 10-40 of 7']);
  assert.equal(lines(store, { fromMs: 41 }).length, 0);
  assert.equal(lines(store, { fromMs: 40, toMs: 60 }).length, 2);
  assert.equal(lines(store, { session: 8 }).length, 0);
});

test('it stays small and counts what it lets go', () => {
  const store = new StallStore();
  for (let index = 0; index < 20_010; index += 1) {
    store.note(stall(index, 0, true), 1);
    store.note(stall(index + 0.5, 0, false), 1);
  }
  assert.equal(store.stalls({}).length, 20_000);
  assert.equal(store.droppedCount, 10);
});
