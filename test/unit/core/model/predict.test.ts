// The model on sessions made by hand, where the right answer can be worked out on paper: pipelines, windows, a slow start, the server's
// row, lines of a rate. Times in ms.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  adviseFirst,
  createModel,
  type Prediction,
  predict,
  type Recording,
  recordedScenario,
  type Scenario,
} from '../../../../src/core/model/index.js';

type RecordedCall = Recording['calls'][number];

const rttMs = 1;
const mebibyte = 1024 * 1024;

function callOf(
  id: number,
  operation: RecordedCall['operation'],
  startedAtMs: number,
  more: Partial<RecordedCall> = {},
): RecordedCall {
  return {
    id,
    operation,
    lane: null,
    startedAtMs,
    requestEndAtMs: startedAtMs,
    responseFirstAtMs: startedAtMs + rttMs,
    responseEndAtMs: startedAtMs + rttMs,
    requestBytes: 0,
    responseBytes: 0,
    listed: null,
    ...more,
  };
}

function recordingOf(kind: Recording['kind'], calls: readonly RecordedCall[], depth: number): Recording {
  const clientKind = kind === 'backup' ? 'file-client' : 'unknown';
  return {
    session: 1,
    kind,
    snapshot: null,
    openedAtMs: 0,
    durationMs: calls.at(-1)?.responseEndAtMs ?? 0,
    client: {
      kind: clientKind,
      name: 'a client',
      evidence: [],
      pipeline: { callCount: depth, per: kind === 'backup' ? 'archive' : 'session', isEstimate: kind === 'restore' },
    },
    rttMs: { client: 0, server: rttMs },
    handshakeTripCount: 0,
    windowBytes: { connection: null, stream: null },
    isLineBound: false,
    calls,
    leftOutCount: 0,
    twin: null,
  };
}

/** So many chunks, each asked for when the last was there and `thinkMs` had gone by. */
function serialRestore(count: number, { thinkMs = 0, serverMs = 0, bytes = 1000 } = {}): Recording {
  const stepMs = thinkMs + serverMs + rttMs;
  const calls = Array.from({ length: count }, (_, at) => {
    const startedAtMs = at * stepMs + thinkMs;
    const answeredMs = startedAtMs + rttMs + serverMs;
    return callOf(at + 1, 'downloadChunk', startedAtMs, {
      responseFirstAtMs: answeredMs,
      responseEndAtMs: answeredMs,
      responseBytes: bytes,
    });
  });
  return recordingOf('restore', calls, 1);
}

const under = (recording: Recording, changes: Partial<Scenario>): Prediction =>
  predict(createModel(recording), { ...recordedScenario, congestion: 'none', ...changes });

const near = (actual: number, expected: number, within = 1): void =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} for ${expected}`);

test('one by one: each chunk a round trip, whatever else it costs stays', () => {
  const recording = serialRestore(50, { thinkMs: 2, serverMs: 5 });
  near(under(recording, {}).durationMs, recording.durationMs);
  const far = under(recording, { rttMs: 80 });
  // The end of the connection takes a round trip too, beyond the one that was recorded.
  near(far.durationMs, 50 * (80 + 5 + 2) + 79);
  assert.equal(far.limitedBy, 'roundTrip');
  near(far.causesMs.server ?? 0, 250);
  near(far.causesMs.clientProduce ?? 0, 100);
});

test('16 at a time: as many round trips less, down to what the client takes', () => {
  const quick = under(serialRestore(64), { rttMs: 80, depth: 16 });
  near(quick.durationMs, 4 * 80 + 79);
  const slow = under(serialRestore(64, { thinkMs: 10 }), { rttMs: 80, depth: 16 });
  near(slow.durationMs, 64 * 10 + 80 + 79);
  assert.equal(slow.limitedBy, 'clientProduce');
});

test('a rate is a floor: 64 MiB at 8 Mbit/s take 67 s', () => {
  const recording = serialRestore(64, { bytes: mebibyte });
  const slow = under(recording, { bitsPerSec: 8e6 });
  near(slow.durationMs, 64 * (mebibyte / 1000 + rttMs), 64);
  assert.equal(slow.limitedBy, 'responseTransfer');
});

test('a window lets half to two thirds of itself through a round trip', () => {
  const recording = serialRestore(4, { bytes: 4 * mebibyte });
  const held = under(recording, { rttMs: 100, windowBytes: mebibyte });
  const tripsPerChunk = held.durationMs / 100 / 4;
  assert.ok(tripsPerChunk > 4 && tripsPerChunk < 10, `${tripsPerChunk}`);
  assert.match(held.limitedBy, /Window$/);
  const free = under(recording, { rttMs: 100, windowBytes: 32 * mebibyte });
  near(free.durationMs, 5 * 100 - rttMs);
});

test('TCP that begins slowly doubles what it sends each round trip', () => {
  const recording = serialRestore(1, { bytes: 10 * 1448 * 7 }); // 10 + 20 + 40 segments
  const cold = under(recording, { rttMs: 100, congestion: 'slow-start' });
  const warm = under(recording, { rttMs: 100 });
  near(cold.durationMs - warm.durationMs, 2 * 100);
});

/** One archive of the file client: its index, chunks at a pace, appends of 64, its end. */
function upload(count: number, paceMs: number): Recording {
  const lane = 'root.pxar.didx';
  const calls = [callOf(1, 'createDynamicIndex', 0, { lane })];
  let id = 2;
  let atMs = rttMs;
  let listed: number[] = [];
  for (let at = 0; at < count; at += 1) {
    atMs += paceMs;
    calls.push(callOf(id, 'uploadDynamicChunk', atMs, { lane, requestBytes: 1000 }));
    listed.push(id);
    id += 1;
    if (listed.length < 64 && at < count - 1) continue;
    calls.push(callOf(id, 'appendDynamicIndex', atMs + rttMs, { lane, listed }));
    listed = [];
    id += 1;
  }
  calls.push(callOf(id, 'closeDynamicIndex', atMs + 2 * rttMs, { lane }));
  return recordingOf('backup', calls, 66);
}

test('the file client sends on while replies are on their way, up to its queue', () => {
  const recording = upload(640, 10);
  near(under(recording, {}).durationMs, recording.durationMs);
  // 66 chunks take 660 ms to make: at 300 ms nothing waits. At 2 s each append costs its round trip, and the chunks that it let
  // through are made meanwhile only in part.
  near(under(recording, { rttMs: 300 }).durationMs, 6400 + 4 * 300, 350);
  const far = under(recording, { rttMs: 2000 });
  near(far.durationMs, 10 * (2000 + 640) + 2 * 2000, 2000);
  assert.notEqual(far.limitedBy, 'clientProduce');
});

test('the pipeline of another client: one chunk at a time costs a round trip each', () => {
  const go = under(upload(640, 1), { rttMs: 20, client: 'go' });
  assert.ok(go.durationMs > 640 * 20);
  assert.equal(go.depth, 1);
});

test('a server that takes one after the other does so at any depth; one that takes all at once too', () => {
  const burst = (answeredMs: (at: number) => number): Recording => {
    const calls = Array.from({ length: 40 }, (_, at) =>
      callOf(at + 1, 'downloadChunk', 0, { responseFirstAtMs: answeredMs(at), responseEndAtMs: answeredMs(at) }),
    );
    return recordingOf('restore', calls, 40);
  };
  // 10 ms each in a row, or 100 ms each side by side; asked for at once, then one by one.
  const row = burst((at) => rttMs + 10 * (at + 1));
  near(under(row, {}).durationMs, 401);
  near(under(row, { depth: 1 }).durationMs, 40 * (10 + rttMs), 80);
  const sideBySide = burst(() => rttMs + 100);
  near(under(sideBySide, { depth: 1 }).durationMs, 40 * (100 + rttMs), 80);
});

test('what to change first is what saves most, and is tried, not guessed', () => {
  const serial = createModel(serialRestore(100, { thinkMs: 1 }));
  const far: Scenario = { ...recordedScenario, rttMs: 80, congestion: 'none' };
  assert.match(adviseFirst(serial, far)?.change ?? '', /^16 chunks under way at a time instead of 1/);
  const slowClient = createModel(serialRestore(100, { thinkMs: 50 }));
  const advice = adviseFirst(slowClient, { ...far, rttMs: 1 });
  assert.match(advice?.change ?? '', /^a client that reads/);
  assert.ok((advice?.toMs ?? Infinity) < 0.6 * (advice?.fromMs ?? 0));
});

test('a recording without calls of its pipeline, or of one call, is predicted all the same', () => {
  const one = recordingOf('backup', [callOf(1, 'openBackup', 0)], 66);
  near(under(one, { rttMs: 50, like: 's3-head' }).durationMs, 50 + 49);
  near(under(one, { rttMs: 50, client: 'qemu' }).durationMs, 50 + 49);
});
