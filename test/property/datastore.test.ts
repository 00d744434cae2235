// Law of the datastore: whatever is backed up, forgotten, pruned, aged, swept and restarted in whatever order, and partly at the
// same time, every finished snapshot is whole, and what no snapshot uses goes. In: random steps. Out: the store against a model.
import assert from 'node:assert/strict';
import { readdirSync, utimesSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Datastore, SnapshotName } from '../../src/pbs-server/datastore/index.js';
import { collectGarbage, pruneGroup, verifyDatastore } from '../../src/pbs-server/maintenance/index.js';
import { isRefusal } from '../../src/pbs-server/refusal.js';
import { isLongRun } from '../support/paths.js';
import { makeChunks, reopen, storeBackup, web01 } from '../support/stored-backup.js';

const runCount = isLongRun ? 300 : 12;
const seeds = fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 6 });
const groupIds = fc.constantFrom('a', 'b');

const step = fc.oneof(
  fc.record({ kind: fc.constant('backup' as const), groupId: groupIds, seeds }),
  fc.record({ kind: fc.constant('tornBackup' as const), groupId: groupIds, seeds }),
  fc.record({ kind: fc.constant('backupWhileSwept' as const), groupId: groupIds, seeds }),
  fc.record({ kind: fc.constant('forgetOldest' as const), groupId: groupIds }),
  fc.record({ kind: fc.constant('prune' as const), groupId: groupIds }),
  fc.record({ kind: fc.constant('sweepAged' as const) }),
  fc.record({ kind: fc.constant('restart' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class Model {
  readonly snapshots = new Map<SnapshotName, readonly number[]>();
  /** A torn one waits for the next start, and its index keeps its chunks until then. */
  readonly torn = new Map<SnapshotName, readonly number[]>();
  #lastTime = web01.backupTime;

  nextName(backupId: string): SnapshotName {
    this.#lastTime += 60;
    return { ...web01, backupId, backupTime: this.#lastTime };
  }

  of(backupId: string): readonly SnapshotName[] {
    return [...this.snapshots.keys()].filter((one) => one.backupId === backupId);
  }

  get usedDigests(): readonly string[] {
    const used = [...this.snapshots.values(), ...this.torn.values()].flat();
    return [...new Set(makeChunks(...used).map((chunk) => chunk.digest))].sort();
  }
}

function chunkFiles(folder: string): readonly string[] {
  const names = readdirSync(join(folder, '.chunks'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /[0-9a-f]{64}$/.test(name));
}

function makeAllOld(folder: string): void {
  const old = new Date(Date.now() - 48 * 3_600_000);
  for (const name of chunkFiles(folder)) utimesSync(join(folder, '.chunks', name), old, old);
}

async function sweep(datastore: Datastore): Promise<void> {
  const status = await collectGarbage(datastore, { nowMs: Date.now(), log: () => undefined });
  assert.ok(!isRefusal(status), isRefusal(status) ? status.text : '');
}

async function take(one: Step, datastore: Datastore, model: Model): Promise<void> {
  switch (one.kind) {
    case 'backup':
    case 'tornBackup': {
      const name = model.nextName(one.groupId);
      const ends = one.kind === 'backup' ? 'finished' : 'torn';
      await storeBackup(datastore, name, makeChunks(...one.seeds), ends);
      (ends === 'finished' ? model.snapshots : model.torn).set(name, one.seeds);
      return;
    }
    case 'backupWhileSwept': {
      const name = model.nextName(one.groupId);
      makeAllOld(datastore.folder);
      const release = datastore.writers.begin(Date.now());
      await Promise.all([sweep(datastore), storeBackup(datastore, name, makeChunks(...one.seeds))]);
      release();
      model.snapshots.set(name, one.seeds);
      return;
    }
    case 'forgetOldest': {
      const [oldest] = model.of(one.groupId);
      if (oldest === undefined) return;
      assert.equal(await datastore.forgetSnapshot(oldest), null);
      model.snapshots.delete(oldest);
      return;
    }
    case 'prune': {
      const group = { namespace: '', backupType: 'host', backupId: one.groupId };
      const pruned = await pruneGroup(datastore, group, { keep: { last: 2 }, run: 'real', log: () => undefined });
      for (const { snapshot, isKept } of pruned) {
        if (isKept) continue;
        for (const [name] of model.snapshots) if (name.backupTime === snapshot.backupTime) model.snapshots.delete(name);
        for (const [name] of model.torn) if (name.backupTime === snapshot.backupTime) model.torn.delete(name);
      }
      return;
    }
    case 'sweepAged':
      makeAllOld(datastore.folder);
      await sweep(datastore);
      assert.deepEqual(
        chunkFiles(datastore.folder)
          .map((name) => name.slice(-64))
          .sort(),
        model.usedDigests,
      );
      return;
    case 'restart':
      model.torn.clear();
  }
}

async function checkAll(datastore: Datastore, model: Model): Promise<void> {
  const summary = await verifyDatastore(datastore, {
    scope: { kind: 'namespace', namespace: '' },
    upid: 'UPID:law',
    log: () => undefined,
  });
  assert.ok(!isRefusal(summary));
  assert.deepEqual(summary.failed, []);
  assert.equal(summary.verifiedCount, model.snapshots.size + model.torn.size);
}

test('no order of backups and maintenance damages a finished snapshot or keeps garbage', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const folder = await mkdtemp(join(tmpdir(), 'pbscope-law-'));
      let datastore = await reopen(folder);
      try {
        const model = new Model();
        for (const one of steps) {
          await take(one, datastore, model);
          if (one.kind !== 'restart') continue;
          await datastore.close();
          datastore = await reopen(folder);
        }
        await checkAll(datastore, model);
      } finally {
        await datastore.close();
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: runCount, seed: 4 },
  );
});
