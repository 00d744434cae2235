// The bounded call store: order, ranges of a full ring, the slowest that outlive their place, and what was let go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallStore } from '../../../../src/core/metrics/call-store.js';
import type { Call } from '../../../../src/core/pbs/index.js';

function makeCall(id: number, durationMs: number | null): Call {
  const startedAtMs = id * 10;
  return {
    id,
    connection: 1,
    protocol: 'http2',
    stream: id,
    operation: 'uploadDynamicChunk',
    method: 'POST',
    target: `/dynamic_chunk?n=${id}`,
    authority: null,
    userAgent: null,
    credential: null,
    upgrade: null,
    parameters: {},
    result: {},
    blobKind: null,
    startedAtMs,
    requestHeadAtMs: startedAtMs,
    requestFirstDataAtMs: null,
    requestEndAtMs: startedAtMs + 1,
    responseFirstAtMs: durationMs === null ? null : startedAtMs + 3,
    responseHeadAtMs: durationMs === null ? null : startedAtMs + 3,
    responseEndAtMs: durationMs === null ? null : startedAtMs + durationMs,
    lastProgressAtMs: startedAtMs,
    requestBytes: 7,
    responseBytes: 0,
    requestContentLength: null,
    responseContentLength: null,
    status: durationMs === null ? null : 200,
    reset: null,
    windowBlockedMs: { connection: 0, stream: 0 },
    isPartial: false,
    state: durationMs === null ? 'open' : 'answered',
  };
}

function fill(store: CallStore, count: number, durationOf: (id: number) => number): void {
  for (let id = 1; id <= count; id++) {
    const call = makeCall(id, durationOf(id));
    store.begin(call, 1, 'a.didx');
    store.end(call, 'a.didx');
  }
}

const ids = (rows: Iterable<{ readonly id: number }>): number[] => [...rows].map((row) => row.id);

test('rows come back as they went in, in both orders', () => {
  const store = new CallStore(10);
  fill(store, 3, () => 5);
  assert.deepEqual(ids(store.oldestFirst()), [1, 2, 3]);
  assert.deepEqual(ids(store.newestFirst()), [3, 2, 1]);
  const [row] = store.oldestFirst();
  assert.deepEqual(row, {
    id: 1,
    session: 1,
    connection: 1,
    protocol: 'http2',
    stream: 1,
    operation: 'uploadDynamicChunk',
    method: 'POST',
    target: '/dynamic_chunk?n=1',
    archive: 'a.didx',
    startedAtMs: 10,
    uploadMs: 1,
    blockedMs: 0,
    waitMs: 2,
    responseMs: 2,
    durationMs: 5,
    requestBytes: 7,
    responseBytes: 0,
    status: 200,
    state: 'answered',
    appendedBy: null,
  });
});

test('a chunk knows the append that took it up, while it is kept', () => {
  const store = new CallStore(10);
  fill(store, 14, () => 5);
  store.noteAppended(2, 15);
  store.noteAppended(9, 15);
  const links = [...store.oldestFirst()].filter((row) => row.appendedBy !== null);
  assert.deepEqual(ids(links), [9]);
});

test('an open call shows what it is now', () => {
  const store = new CallStore(10);
  const open = { ...makeCall(1, null) };
  store.begin(open, null, null);
  Object.assign(open, { requestBytes: 99 });
  const [row] = store.oldestFirst();
  assert.deepEqual([row?.state, row?.requestBytes, row?.durationMs, row?.session], ['open', 99, null, null]);
});

test('when it is full the oldest go, the slowest of them stay, and the rest is counted', () => {
  const store = new CallStore(10);
  fill(store, 400, (id) => (id === 5 ? 9000 : 5));
  const all = ids(store.oldestFirst());
  assert.deepEqual(all.slice(-10), [391, 392, 393, 394, 395, 396, 397, 398, 399, 400]);
  assert.ok(all.includes(5));
  assert.equal(all.length, 210);
  assert.equal(store.droppedCount, 190);
  assert.equal(new Set(all).size, all.length);
});

test('an upgrade claims calls that ended before it', () => {
  const store = new CallStore(10);
  const call = makeCall(1, 5);
  store.begin(call, null, null);
  store.end(call, null);
  store.claim(1, 4);
  assert.equal([...store.oldestFirst()][0]?.session, 4);
});
