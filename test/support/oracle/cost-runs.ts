// Runs in which something sets the pace: its rule on top of those that say where the time went. Short ones are information, from 10 s
// on a warning (diagnosis.md 2).
import { load, restoreAll } from './clients.js';
import { at, atUpgrade, chunks } from './fault-words.js';
import type { OracleRun } from './oracle-run.js';

export const costRuns: readonly OracleRun[] = [
  {
    name: 'a rate of 16 Mbit/s on the line to the server, backup of 26 MB',
    bench: { serverLine: { delayMs: 0, bytesPerMs: 2000 } },
    work: (bench) => load(bench, { archiveKind: 'image', sizeBytes: 26_000_000 }),
    cause: { cause: 'serverLine', injectedMs: 13_000 },
    rule: { rule: 'rate-limit', severity: 'warning', also: ['line-bound'] },
    lane: 'busy',
  },
  {
    name: 'the server reads 4 MB/s, backup of 60 MB',
    bench: { faults: atUpgrade({ kind: 'throttle', bytesPerSec: 4_000_000, at: 'afterReply' }) },
    work: (bench) => load(bench, { archiveKind: 'image', sizeBytes: 60_000_000 }),
    rule: { rule: 'rate-limit', severity: 'warning', also: ['line-bound'] },
    lane: 'busy',
  },
  {
    name: 'a window of 64 KiB for the connection, over a round trip of 40 ms',
    bench: {
      serverLine: { delayMs: 20 },
      faults: atUpgrade({ kind: 'settings', connectionWindowBytes: 65_535 }),
    },
    work: (bench) => load(bench, { archiveKind: 'image', sizeBytes: 4_000_000 }),
    rule: { rule: 'window-bound', severity: 'info' },
    lane: 'busy',
  },
  {
    name: 'every chunk takes 1.0 to 1.5 s to be stored',
    bench: { faults: at(chunks, {}, { kind: 'delay', durationMs: 1000, jitterMs: 500 }) },
    work: (bench) => load(bench, { sizeBytes: 1_200_000, averageChunkBytes: 4096 }),
    rule: { rule: 'slow-commit', severity: 'info' },
    lane: 'quiet',
  },
  {
    name: 'every call takes 300 to 400 ms',
    bench: { faults: [{ match: { session: 'backup' }, do: [{ kind: 'delay', durationMs: 300, jitterMs: 100 }] }] },
    work: (bench) => load(bench),
    rule: { rule: 'slow-server', severity: 'info' },
    lane: 'quiet',
  },
  {
    name: 'every chunk of a restore takes 100 ms',
    bench: { faults: at('downloadChunk', {}, { kind: 'delay', durationMs: 100 }) },
    work: async (bench) => {
      await load(bench, { way: 'direct' });
      await restoreAll(bench);
    },
    rule: { rule: 'serial-restore', severity: 'info' },
    lane: 'quiet',
  },
  {
    name: 'backup with the Go client, one chunk at a time, over a round trip of 60 ms',
    bench: { serverLine: { delayMs: 30 } },
    work: (bench) => load(bench, { like: 'go', sizeBytes: 600_000 }),
    rule: { rule: 'serial-upload', severity: 'info' },
    lane: 'sample',
  },
  {
    name: 'backup with the file client over a round trip of 100 ms',
    bench: { serverLine: { delayMs: 50 } },
    work: (bench) => load(bench),
    rule: { rule: 'high-round-trip', severity: 'info' },
    lane: 'quiet',
  },
];
