// Runs where nothing is wrong: each kind of client on a local line, twice, and its restore. There must be no warning. Issue 5, proof 4.
import { dataKeyBytes, deriveDataKey } from '../../../src/pbs-client/index.js';
import { type LoadOptions, load, restoreAll } from './clients.js';
import type { OracleRun } from './oracle-run.js';

const twice = (name: string, options: LoadOptions, lane: OracleRun['lane']): OracleRun => ({
  name,
  bench: {},
  work: async (bench) => {
    await load(bench, { ...options, nth: 1 });
    await load(bench, { ...options, nth: 2, dedupShare: 0.9 });
    await restoreAll(bench);
  },
  rule: 'none',
  lane,
});

const large = { sizeBytes: 48_000_000, averageChunkBytes: 256 * 1024 };

export const healthyRuns: readonly OracleRun[] = [
  twice('healthy: two small backups of files, restore', {}, 'sample'),
  twice('healthy: two backups of files, 48 MB, restore', large, 'busy'),
  twice('healthy: two backups of files by metadata, 48 MB, restore', { ...large, like: 'file-metadata' }, 'busy'),
  twice(
    'healthy: two backups of two disks by QEMU, 48 MB, restore',
    { ...large, archiveKind: 'image', archiveCount: 2, like: 'qemu' },
    'busy',
  ),
  {
    name: 'healthy: two disks, encrypted, restored 16 chunks at a time as QEMU does',
    bench: {},
    work: async (bench) => {
      const key = deriveDataKey(Buffer.alloc(dataKeyBytes, 'healthy'));
      const disks = { ...large, archiveKind: 'image', archiveCount: 2, key } as const;
      await load(bench, { ...disks, like: 'qemu', nth: 1 });
      await load(bench, { ...disks, like: 'qemu', nth: 2, dedupShare: 0.9 });
      await load(bench, { like: 'qemu-restore', key });
    },
    rule: 'none',
    lane: 'busy',
  },
  twice('healthy: two backups by the Go client, 48 MB, restore', { ...large, like: 'go' }, 'busy'),
  {
    name: 'healthy: pull of a snapshot of 48 MB',
    bench: {},
    work: async (bench) => {
      await load(bench, { ...large, way: 'direct' });
      await load(bench, { like: 'pull-sync' });
    },
    rule: 'none',
    lane: 'busy',
  },
];
