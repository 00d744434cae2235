// A capture as large as one likes, made while it is read: TLS, HTTP/2 and the report keep up in the same memory from its first
// quarter to its last. Some 50 MB in `npm test`; with --long 10 GiB, and the process that reads them stays under 200 MB.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Analyzer } from '../../src/core/analyzer.js';
import { WireDecoder } from '../../src/core/decode/index.js';
import { pbsCapturePolicy } from '../../src/core/pbs/index.js';
import type { Report } from '../../src/core/report/index.js';
import { readCapture } from '../../src/sources/pcap/index.js';
import { liveHeapBytes } from '../support/live-heap.js';
import { longCapture, longCaptureKeylog } from '../support/long-capture.js';
import { isLongRun, rootFolder } from '../support/paths.js';

const readBytes = 128 * 1024;

test('live heap does not grow from quarter to quarter', async () => {
  const chunkCount = isLongRun ? 200 : 12;
  /** A call takes some hundred bytes, and what V8 compiled meanwhile stays. */
  const maxGrownBytes = 4_000_000 + chunkCount * 1000;
  const heapBytes: number[] = [];
  async function* pieces(): AsyncGenerator<Uint8Array> {
    let fedCount = 0;
    for (const piece of longCapture({ chunkCount })) {
      for (let at = 0; at < piece.length; at += readBytes) yield piece.subarray(at, at + readBytes);
      fedCount += 1;
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
});

const skip = existsSync('/proc/self/status') ? false : 'the largest resident set is read from /proc';

test('the process that reads it stays under 200 MB', { skip }, async (context) => {
  const chunkCount = isLongRun ? 2400 : 8;
  const maxResidentBytes = 200_000_000;
  const folder = mkdtempSync(join(tmpdir(), 'pbscope-long-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const keylogPath = join(folder, 'long.keys');
  writeFileSync(keylogPath, longCaptureKeylog);
  const main = join(rootFolder, 'dist', 'src', 'cli', 'main.js');
  const child = spawn(process.execPath, [main, 'report', '-', '--keylog', keylogPath, '--format', 'json'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Settings of the tests are none of the program's.
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1' },
  });
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => {
    text += bytes.toString();
  });
  const ended = once(child, 'close');
  let residentBytes = 0;
  for (const piece of longCapture({ chunkCount })) {
    if (!child.stdin.write(piece)) await once(child.stdin, 'drain');
    // It waits for the rest, so its process is there to be asked.
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
    residentBytes = Number(line?.[1] ?? Number.NaN) * 1024;
  }
  child.stdin.end();
  await ended;
  const report = JSON.parse(text) as Report;
  assert.equal(report.sessions[0]?.totals.uploadedCount, chunkCount);
  assert.ok(residentBytes < maxResidentBytes, `${residentBytes} bytes`);
});
