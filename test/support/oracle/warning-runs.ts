// Runs that work, and cost or threaten: the warning on top.
import { load, restoreAll } from './clients.js';
import { at, atUpgrade } from './fault-words.js';
import type { OracleRun } from './oracle-run.js';

export const warningRuns: readonly OracleRun[] = [
  {
    name: 'restore over a path that takes 220 ms longer from the 100th chunk on',
    bench: {
      faults: [
        ...at('downloadChunk', { until: 99 }, { kind: 'delay', durationMs: 180 }),
        ...at('downloadChunk', { from: 100 }, { kind: 'delay', durationMs: 400 }),
      ],
    },
    work: async (bench) => {
      await load(bench, { way: 'direct', sizeBytes: 2_150_000 });
      await restoreAll(bench);
    },
    rule: { rule: 'path-change', severity: 'warning' },
    lane: 'quiet',
  },
  {
    name: 'SETTINGS of a box that ends HTTP/2 itself',
    bench: { faults: atUpgrade({ kind: 'settings', initialWindowBytes: 1_048_576, maxFrameBytes: 16_384 }) },
    work: (bench) => load(bench),
    rule: { rule: 'foreign-window', severity: 'warning' },
    lane: 'sample',
  },
  {
    name: 'the last snapshot is not given out',
    bench: {
      faults: [
        ...at('previousBackupTime', { session: 2 }, { kind: 'reply', status: 200, text: '{"data":null}' }),
        ...at('downloadPrevious', { session: 2 }, { kind: 'reply', status: 400, text: 'no valid previous backup' }),
      ],
    },
    work: async (bench) => {
      await load(bench, { nth: 1 });
      await load(bench, { nth: 2 });
    },
    session: 2,
    rule: { rule: 'full-upload', severity: 'warning' },
    lane: 'sample',
  },
  {
    name: 'an aborted session, and the same data again',
    bench: { faults: at('finish', { session: 1 }, { kind: 'close' }) },
    work: async (bench) => {
      await load(bench, { nth: 1 });
      await bench.server.logged('TASK ERROR');
      await load(bench, { nth: 2 });
    },
    session: 2,
    rule: { rule: 'wasted-reupload', severity: 'warning', elsewhere: ['unfinished-session'] },
    lane: 'sample',
  },
  {
    name: 'the 101 has no Connection header',
    bench: { faults: atUpgrade({ kind: 'headers', drop: ['connection'] }) },
    work: (bench) => load(bench),
    rule: { rule: 'upgrade-headers', severity: 'warning' },
    lane: 'sample',
  },
  {
    name: 'a third backup of which most is new, after one of which most was known',
    bench: {},
    work: async (bench) => {
      for (const [index, dedupShare] of [0, 0.95, 0.4].entries()) await load(bench, { nth: index + 1, dedupShare });
    },
    session: 3,
    rule: { rule: 'dedup-drop', severity: 'warning' },
    lane: 'sample',
  },
];
