// A capture as large as one likes, made while it is read: TLS, HTTP/2 and the report keep up in the same memory from its first
// quarter to its last. 54 MB in `npm test`, 10 GiB with --long, where the whole process stays under 200 MB.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Analyzer } from '../../src/core/analyzer.js';
import { WireDecoder } from '../../src/core/decode/index.js';
import { pbsCapturePolicy } from '../../src/core/pbs/index.js';
import { readCapture } from '../../src/sources/pcap/index.js';
import { liveHeapBytes } from '../support/live-heap.js';
import { longCapture, longCaptureKeylog } from '../support/long-capture.js';
import { isLongRun } from '../support/paths.js';

/** 4.5 MB of capture each. */
const chunkCount = isLongRun ? 2400 : 12;
const maxResidentBytes = 200 * 1000 * 1000;
/** A call takes some hundred bytes, and what V8 compiled meanwhile stays. */
const maxGrownBytes = 4_000_000 + chunkCount * 1000;

test(`a capture of ${chunkCount} chunks of 4 MiB, in memory that does not grow`, async () => {
  const heapBytes: number[] = [];
  let residentBytes = 0;
  let fedCount = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const piece of longCapture({ chunkCount })) {
      // As a file gives it.
      for (let at = 0; at < piece.length; at += 1 << 17) yield piece.subarray(at, at + (1 << 17));
      fedCount += 1;
      residentBytes = Math.max(residentBytes, process.memoryUsage.rss());
      if (fedCount % Math.floor(chunkCount / 4) === 0) heapBytes.push(liveHeapBytes());
    }
  }
  const decoder = new WireDecoder({ capture: pbsCapturePolicy });
  const analyzer = new Analyzer({ source: { kind: 'capture', name: 'long' }, startedAtUnixMs: 0 });
  let atMs = 0;
  for await (const event of readCapture({ capture: pieces(), keylog: longCaptureKeylog }, () => undefined)) {
    atMs = event.atMs;
    for (const decoded of decoder.feed(event)) analyzer.feed(decoded);
  }
  for (const decoded of decoder.end(atMs, 'capture-end')) analyzer.feed(decoded);
  const report = analyzer.report();
  assert.equal(report.sessions[0]?.totals.uploadedCount, chunkCount);
  assert.deepEqual(report.problems, []);
  const [first = 0] = heapBytes;
  const grownBytes = Math.max(...heapBytes) - first;
  assert.ok(grownBytes < maxGrownBytes, `${grownBytes} bytes more than after the first quarter`);
  if (isLongRun) assert.ok(residentBytes < maxResidentBytes, `${residentBytes} bytes resident`);
});
