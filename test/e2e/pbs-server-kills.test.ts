// A server that is killed with SIGKILL in the middle of things, again and again on one folder. In: a seed for the moments. Out:
// after each death: all that lists as finished is whole, all that was acknowledged is there, and the next start left no litter.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatTarget } from '../../src/core/pbs/index.js';
import { type BackupSource, backup, ClientFailure, type ClientOptions } from '../../src/pbs-client/index.js';
import { type Datastore, listSnapshots } from '../../src/pbs-server/datastore/index.js';
import { collectGarbage, pruneGroup, verifyDatastore } from '../../src/pbs-server/maintenance/index.js';
import { isRefusal } from '../../src/pbs-server/refusal.js';
import { noise, whole } from '../support/noise.js';
import { isLongRun } from '../support/paths.js';
import { openTls, request } from '../support/session-client.js';
import { reopen } from '../support/stored-backup.js';

const killCount = isLongRun ? 200 : 6;
const programPath = fileURLToPath(new URL('../support/doomed-server.js', import.meta.url));
const group = { namespace: '', backupType: 'host', backupId: 'web01' };
/** Snapshots that survive a round, so that verification stays short. */
const keptCount = 4;
/** About two backups' worth of replies. */
const maxReplies = 45;

/** mulberry32: the same moments in every run. */
function createDraw(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Doomed {
  readonly options: ClientOptions;
  readonly died: Promise<NodeJS.Signals | null>;
}

async function startDoomed(folder: string, fatalReply: number, delayMs: number): Promise<Doomed> {
  const child: ChildProcess = spawn(process.execPath, [programPath, folder, String(fatalReply), String(delayMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const died = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (bytes: Buffer) => resolve(bytes.toString()));
    void died.then((signal) => reject(new Error(`ended before it listened: ${signal}`)));
  });
  const { port, fingerprint, tokenId, tokenSecret } = JSON.parse(line) as Readonly<Record<string, string>>;
  return {
    died,
    options: {
      repository: { authId: tokenId ?? '', host: '127.0.0.1', port: Number(port), store: 'store1' },
      secret: tokenSecret ?? '',
      fingerprint: fingerprint ?? '',
      averageChunkBytes: 16 * 1024,
    },
  };
}

/** Most of it known from the last time, some new. */
function sourcesOf(backupTime: number): readonly BackupSource[] {
  const shared = noise(100_000, 7);
  const stream = Buffer.concat([shared, noise(60_000, backupTime)]);
  return [
    { kind: 'stream', name: 'root.pxar', read: () => whole(stream) },
    { kind: 'image', name: 'disk.img', sizeBytes: 50_000, read: () => whole(noise(50_000, backupTime)) },
    { kind: 'blob', name: 'host.conf', bytes: Buffer.from(String(backupTime)) },
  ];
}

/** True when the server said that it is done; false when it was gone. */
async function forget({ options }: Doomed, backupTime: number): Promise<boolean> {
  const { host, port, authId } = options.repository;
  const target = formatTarget('forgetSnapshot', {
    store: 'store1',
    'backup-type': 'host',
    'backup-id': 'web01',
    'backup-time': backupTime,
  });
  const head = [`DELETE ${target} HTTP/1.1`, `authorization: PBSAPIToken ${authId}:${options.secret}`];
  const response = await openTls({ host, port })
    .then((socket) => request(socket, head).finally(() => socket.destroy()))
    .catch(() => null); // the connection broke off
  assert.ok(response === null || response.status === 200, response?.body);
  return response !== null;
}

async function listFinished(datastore: Datastore): Promise<readonly number[]> {
  const times: number[] = [];
  for (const snapshot of await listSnapshots(datastore.folder, group)) {
    if (await datastore.isFinished(snapshot)) times.push(snapshot.backupTime);
  }
  return times;
}

async function findLitter(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => /\.tmp_|\.pbscope\.unfinished|\.incoming\/./.test(name));
}

test(`a server that is killed ${killCount} times loses nothing and leaves nothing`, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-kills-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const draw = createDraw(20_261_124);
  let backupTime = 1_700_000_000;
  let acknowledged: number[] = [];
  let tornCount = 0;

  for (let kill = 0; kill < killCount; kill += 1) {
    const moment = { reply: 1 + Math.floor(draw() * maxReplies), delayMs: draw() < 0.3 ? 0 : Math.ceil(draw() * 6) };
    const doomed = await startDoomed(folder, moment.reply, moment.delayMs);
    for (let isUp = true; isUp; ) {
      backupTime += 60;
      try {
        await backup(
          doomed.options,
          { type: 'host', id: 'web01', timeSeconds: backupTime, namespace: '' },
          sourcesOf(backupTime),
        );
        acknowledged.push(backupTime);
      } catch (error) {
        if (!(error instanceof ClientFailure)) throw error;
        isUp = false;
        tornCount += 1;
      }
      const [oldest] = acknowledged;
      if (isUp && acknowledged.length > keptCount && oldest !== undefined) {
        acknowledged.shift(); // from here on it may be there or not, but never in parts
        isUp = await forget(doomed, oldest);
      }
    }
    assert.equal(await doomed.died, 'SIGKILL');

    const lines: string[] = [];
    const about = (): string => `kill ${kill} ${JSON.stringify(moment)}\n${lines.join('\n')}`;
    const datastore = await reopen(folder, (line) => lines.push(line));
    try {
      assert.deepEqual(await findLitter(folder), [], about());
      const finished = await listFinished(datastore);
      for (const time of acknowledged) assert.ok(finished.includes(time), `${time} is lost: ${about()}`);
      const summary = await verifyDatastore(datastore, {
        scope: { kind: 'group', group },
        upid: `UPID:kill-${kill}`,
        log: (line) => lines.push(line),
      });
      assert.ok(!isRefusal(summary));
      assert.deepEqual(summary.failed, [], about());
      assert.equal(summary.verifiedCount, finished.length, about());
      await pruneGroup(datastore, group, { keep: { last: keptCount }, run: 'real', log: () => undefined });
      const kept = await listFinished(datastore); // among them some whose acknowledgement was killed
      acknowledged = acknowledged.filter((time) => kept.includes(time));
      const garbage = await collectGarbage(datastore, { nowMs: Date.now(), log: () => undefined });
      assert.ok(!isRefusal(garbage));
    } finally {
      await datastore.close();
    }
  }
  assert.ok(tornCount > 0 && acknowledged.length > 0, 'some backups were cut, some went through');
});
