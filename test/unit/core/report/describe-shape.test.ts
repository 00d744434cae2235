// Shapes of connections without keys, as people read them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConnectionShape, describeShape, describeShapes } from '../../../../src/core/report/index.js';

const backup: ConnectionShape = {
  connection: 1,
  tlsVersion: 'TLSv1.3',
  roundTripMs: { handshakeToServer: 80.5, handshakeToClient: 0.04, dataToServer: 77.9, dataToClient: null },
  tlsHandshakeMs: 86.9,
  applicationBytes: { toServer: 300 * 2 ** 20, toClient: 12_000 },
  recordCount: { toServer: 20_000, toClient: 120 },
  recordShare: 1,
  session: { kind: 'backup', confidence: 'high', because: 'a sign' },
  chunks: {
    direction: 'toServer',
    count: 111,
    encodedBytes: 222 * 2 ** 20,
    meanBytes: 2 * 2 ** 20,
    medianBytes: 2 * 2 ** 20,
    largestBytes: 4 * 2 ** 20,
    confidence: 'high',
    because: 'answers',
  },
  dedup: {
    logicalBytes: 888 * 2 ** 20,
    uploadedBytes: 444 * 2 ** 20,
    dedupRatio: 2,
    dedupShare: 0.5,
    wireRatio: 4,
    confidence: 'medium',
    because: 'taken for 4 MiB',
  },
  bursts: { count: 2, longestMs: 3000, totalMs: 4000 },
  idle: { count: 1, totalMs: 12_000, longestMs: 12_000, longestAtMs: 3000 },
  keepalives: { tcp: { toServer: 1, toClient: 1 }, pingSized: { toServer: 1, toClient: 0 } },
  repeatedSegmentCount: { toServer: 3, toClient: 0 },
  closedBy: 'client',
  how: 'fin',
  closeNotify: { client: true, server: false },
};

const quiet: ConnectionShape = {
  ...backup,
  connection: 2,
  tlsVersion: null,
  tlsHandshakeMs: null,
  session: { kind: 'api', confidence: 'medium', because: 'another sign' },
  chunks: null,
  dedup: null,
  idle: { count: 0, totalMs: 0, longestMs: 0, longestAtMs: null },
  keepalives: { tcp: { toServer: 0, toClient: 0 }, pingSized: { toServer: 0, toClient: 0 } },
  repeatedSegmentCount: { toServer: 0, toClient: 0 },
  closedBy: null,
  how: null,
  closeNotify: { client: false, server: false },
};

test('a backup: every estimate with its confidence and its reason', () => {
  assert.deepEqual(describeShape(backup), [
    'looks like a backup (high confidence: a sign)',
    'chunks uploaded: about 111, 222 MiB on the wire, bodies of 2.0 MiB at the median and 4.0 MiB at most (high confidence: answers)',
    'dedup of 888 MiB: about 2.0x, 4.0x with compression, 50 % reused (medium confidence: taken for 4 MiB)',
    'TLSv1.3, handshake 86.9 ms; round trip to the server 80.5 ms (SYN), 77.9 ms (data), to the client 0.04 ms, -; 300 MiB to server, 11.7 KiB to client',
    '2 bursts, 4.00 s together; silent 1 time, 12.0 s together, 12.0 s from 0:03.000',
    '2 TCP keepalives, 1 record of the size of a PING after a silence, 3 segments sent again',
    'closed by the client (fin), close_notify of the client',
  ]);
});

test('what was not seen is said, what did not happen is left out', () => {
  assert.deepEqual(describeShape(quiet), [
    'looks like API calls (medium confidence: another sign)',
    'TLS of unknown version, handshake not seen; round trip to the server 80.5 ms (SYN), 77.9 ms (data), to the client 0.04 ms, -; 300 MiB to server, 11.7 KiB to client',
    '2 bursts, 4.00 s together; never silent for a second',
    'not closed in the capture, no goodbye in TLS',
  ]);
});

test('all connections in one sentence', () => {
  assert.equal(
    describeShapes([backup, { ...backup, connection: 3 }, quiet]),
    '2 connections look like a backup (about 222 chunks), 1 like API calls',
  );
  assert.equal(describeShapes([quiet]), '1 connection looks like API calls');
});
