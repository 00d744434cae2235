// A run for each cause of the time budget (diagnosis.md 1), in their order: how much was injected, and the cause that has to carry it.
// Two seconds each: enough that what a busy machine adds stays below the twentieth part.
import { backupSlowly, load, restoreAll, stayAfterFinish } from './clients.js';
import type { OracleRun, ServerOperation } from './oracle-run.js';

const injectedMs = 2000;

const delayed = (operation: string, conditions: object = {}, durationMs = injectedMs): object[] => [
  { match: { operation, ...conditions }, do: [{ kind: 'delay', durationMs }] },
];
const settingsAndHold = (settings: object, scope: string): object[] => [
  { match: { operation: 'openBackup' }, do: [{ kind: 'settings', ...settings }] },
  {
    match: { operation: 'uploadFixedChunk', nth: 1 },
    do: [{ kind: 'holdWindow', durationMs: injectedMs, scope, at: 'request' }],
  },
];

/** 2 MB/s for 6 MB. */
const slowLine = { delayMs: 0, bytesPerMs: 2000 };
const slowBytes = 6_000_000;
const slowImage = { archiveKind: 'image', sizeBytes: slowBytes } as const;
const slowMs = slowBytes / slowLine.bytesPerMs;
/** More than the window that is left, less than a chunk. */
const smallImage = { archiveKind: 'image', sizeBytes: 130_000 } as const;

const serverRun = (operation: ServerOperation, conditions: object = {}): OracleRun => ({
  name: `${operation} takes 2 s`,
  bench: { faults: delayed(operation, conditions) },
  work: (bench) => load(bench),
  cause: { cause: 'server', operation, injectedMs },
  lane: 'quiet',
});

export const causeRuns: readonly OracleRun[] = [
  {
    name: 'TCP and TLS with the server take 2 s',
    bench: { serverLine: { delayMs: 0, handshakeDelayMs: injectedMs } },
    work: (bench) => load(bench),
    cause: { cause: 'connect', injectedMs },
    lane: 'quiet',
  },
  {
    name: 'the login takes 5 s', // beside it, the check of a password costs a tenth of a second by intention
    bench: { faults: delayed('login', {}, 5000) },
    work: (bench) => load(bench, { as: 'user' }),
    cause: { cause: 'login', injectedMs: 5000 },
    lane: 'quiet',
  },
  {
    name: 'the upgrade takes 2 s',
    bench: { faults: delayed('openBackup') },
    work: (bench) => load(bench),
    cause: { cause: 'open', injectedMs },
    lane: 'quiet',
  },
  {
    name: 'line to the server of 16 Mbit/s, backup of 6 MB',
    bench: { serverLine: slowLine },
    work: (bench) => load(bench, slowImage),
    cause: { cause: 'serverLine', injectedMs: slowMs },
    rule: { rule: 'line-bound', severity: 'info' },
    lane: 'busy',
  },
  {
    // The kernel between takes some megabytes at once, which no line has.
    name: 'line to the client of 64 Mbit/s, pull of 64 MB, 20 chunks at a time',
    bench: { clientLine: { delayMs: 0, bytesPerMs: 8000 } },
    work: async (bench) => {
      await load(bench, { archiveKind: 'image', sizeBytes: 64_000_000, way: 'direct' });
      await load(bench, { like: 'pull-sync' });
    },
    cause: { cause: 'clientLine', injectedMs: 8000 },
    rule: { rule: 'line-bound', severity: 'info' },
    lane: 'busy',
  },
  {
    name: 'no window of the connection for 2 s',
    bench: { faults: settingsAndHold({ connectionWindowBytes: 65_535 }, 'connection') },
    work: (bench) => load(bench, smallImage),
    cause: { cause: 'connectionWindow', injectedMs },
    rule: { rule: 'window-bound', severity: 'info' },
    lane: 'quiet',
  },
  {
    name: 'no window of a stream for 2 s',
    bench: { faults: settingsAndHold({ initialWindowBytes: 65_535 }, 'call') },
    work: (bench) => load(bench, smallImage),
    cause: { cause: 'streamWindow', injectedMs },
    lane: 'quiet',
  },
  {
    name: 'two streams at a time, 1.5 s each',
    bench: {
      faults: [
        { match: { operation: 'openBackup' }, do: [{ kind: 'settings', maxStreams: 2 }] },
        ...delayed('uploadDynamicChunk', { archive: 'root.pxar' }, 1500),
      ],
    },
    work: (bench) => load(bench, { sizeBytes: 60_000 }),
    cause: {
      cause: 'streamLimit',
      injectedMs: ({ archives }) => {
        const chunkCount = archives.find(({ name }) => name === 'root.pxar.didx')?.uploadedCount ?? 0;
        return Math.floor(chunkCount / 2) * 1500;
      },
    },
    lane: 'quiet',
  },
  {
    name: 'line of the client of 16 Mbit/s, backup of 6 MB',
    bench: { clientLine: slowLine },
    work: (bench) => load(bench, slowImage),
    cause: { cause: 'requestTransfer', injectedMs: slowMs },
    lane: 'busy',
  },
  {
    name: 'a chunk comes in two pieces, the second 2 s later',
    bench: {
      faults: [{ match: { operation: 'downloadChunk' }, do: [{ kind: 'trickle', bytes: 1000, everyMs: injectedMs }] }],
    },
    work: async (bench) => {
      await load(bench, { archiveKind: 'image', sizeBytes: 1500, way: 'direct' });
      await restoreAll(bench);
    },
    cause: { cause: 'responseTransfer', injectedMs },
    lane: 'quiet',
  },
  {
    name: 'an append in the middle takes 8 s, the queue behind it fills up', // for which the client needs a moment
    bench: { faults: delayed('appendDynamicIndex', { nth: 2, archive: 'root.pxar' }, 8000) },
    work: (bench) => load(bench, { sizeBytes: 1_500_000, averageChunkBytes: 4096 }),
    cause: { cause: 'indexAppend', injectedMs: 8000 },
    rule: { rule: 'append-stall', severity: 'info' },
    lane: 'quiet',
  },
  {
    name: 'restore over a round trip of 100 ms',
    bench: { serverLine: { delayMs: 50 } },
    work: async (bench) => {
      await load(bench, { way: 'direct' });
      await restoreAll(bench);
    },
    cause: { cause: 'roundTrip', injectedMs: ({ callCount }) => (callCount - 1) * 100 }, // the upgrade has a cause of its own
    lane: 'quiet',
  },
  {
    name: 'restore with a round trip of 100 ms between client and relay',
    bench: { clientLine: { delayMs: 50 } },
    work: async (bench) => {
      await load(bench, { way: 'direct' });
      await restoreAll(bench);
    },
    cause: { cause: 'roundTrip', injectedMs: ({ callCount }) => (callCount - 1) * 100 },
    lane: 'quiet',
  },
  {
    name: 'pull with 20 chunks at a time, 500 ms each',
    bench: { faults: delayed('downloadChunk', {}, 500) },
    work: async (bench) => {
      await load(bench, { way: 'direct', sizeBytes: 1_200_000 });
      await load(bench, { like: 'pull-sync' });
    },
    cause: {
      cause: 'server',
      operation: 'downloadChunk',
      injectedMs: ({ archives }) =>
        archives.reduce((sum, { downloadedCount = 0 }) => sum + Math.ceil(downloadedCount / 20), 0) * 500,
    },
    lane: 'quiet',
  },
  { ...serverRun('finish'), rule: { rule: 'finish-unanswered', severity: 'info' } },
  serverRun('createDynamicIndex', { archive: 'root.pxar' }),
  serverRun('uploadDynamicChunk', { archive: 'root.pxar' }),
  { ...serverRun('closeDynamicIndex', { archive: 'root.pxar' }), rule: { rule: 'close-unanswered', severity: 'info' } },
  serverRun('uploadBlob'),
  {
    name: 'the source gives a piece every 400 ms, five of them',
    bench: {},
    work: (bench) => backupSlowly(bench, 5, 400),
    cause: { cause: 'clientProduce', injectedMs },
    rule: { rule: 'client-bound', severity: 'info' },
    lane: 'quiet',
  },
  {
    name: 'restore to a disk that takes 400 ms a chunk',
    bench: {},
    work: async (bench) => {
      await load(bench, { way: 'direct', sizeBytes: 60_000 });
      await restoreAll(bench, { sinkMs: 400 });
    },
    cause: {
      cause: 'idle',
      injectedMs: ({ archives }) => archives.reduce((sum, archive) => sum + archive.chunkCount, 0) * 400,
    },
    lane: 'quiet',
  },
  {
    name: 'metadata backup whose reader twin waits 2 s for a chunk',
    bench: { faults: delayed('downloadChunk', { nth: 1 }) },
    work: async (bench) => {
      await load(bench, { like: 'file-metadata', way: 'direct', nth: 1 });
      await load(bench, { like: 'file-metadata', nth: 2 });
    },
    cause: { cause: 'idle', injectedMs },
    lane: 'quiet',
  },
  {
    name: 'the client stays for 2 s after finish',
    bench: {},
    work: (bench) => stayAfterFinish(bench, injectedMs),
    cause: { cause: 'closing', injectedMs },
    lane: 'quiet',
  },
];
