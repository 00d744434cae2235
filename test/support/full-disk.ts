// A program: an embedded server on a folder whose disk is small, and backups that do not fit. In: argv: that folder. Out: what
// the client was told and what became of the store, one line each, for a test to compare.
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { backup, type ClientOptions } from '../../src/pbs-client/index.js';
import { startPbsServer } from '../../src/pbs-server/index.js';
import { collectGarbage, verifyDatastore } from '../../src/pbs-server/maintenance/index.js';
import { isRefusal } from '../../src/pbs-server/refusal.js';
import { noise, whole } from './noise.js';
import { reopen } from './stored-backup.js';

const [folder = ''] = process.argv.slice(2);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

let ended: () => void = () => undefined;
const server = await startPbsServer({
  listen: { host: '127.0.0.1', port: 0 },
  datastores: [{ name: 'store1', folder }],
  authDelayMs: 0,
  log: (line) => {
    if (/TASK (OK|ERROR)/.test(line)) ended();
  },
});
const options: ClientOptions = {
  repository: { authId: server.tokenId, host: '127.0.0.1', port: server.address.port, store: 'store1' },
  secret: server.tokenSecret,
  fingerprint: server.fingerprint,
  averageChunkBytes: 64 * 1024,
};

async function tryBackup(timeSeconds: number, sizeBytes: number): Promise<void> {
  const isEnded = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const bytes = noise(sizeBytes, timeSeconds);
  const source = { kind: 'stream', name: 'root.pxar', read: () => whole(bytes) } as const;
  try {
    await backup(options, { type: 'host', id: 'web01', timeSeconds, namespace: '' }, [source]);
    say(`backup ${timeSeconds}: done`);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say(`backup ${timeSeconds}: ${text.replace(/[0-9a-f]{64}/g, '<digest>')}`);
  }
  await isEnded;
}

await tryBackup(1000, 500_000);
await tryBackup(2000, 8_000_000);
await tryBackup(3000, 8_000_000);
const names = await readdir(folder, { recursive: true });
say(`litter: ${names.filter((name) => /\.tmp_|\.unfinished|\.incoming\/./.test(name)).join(' ') || 'none'}`);
await server.stop();

// What the broken backups have stored is garbage, and a disk without a free byte must not keep it from being collected.
const datastore = await reopen(folder);
const old = new Date(Date.now() - 48 * 3_600_000);
for (const name of names) {
  if (/\/[0-9a-f]{64}$/.test(name)) await utimes(join(folder, name), old, old);
}
const garbage = await collectGarbage(datastore, { nowMs: Date.now(), log: () => undefined });
say(isRefusal(garbage) ? garbage.text : `garbage collected: ${garbage.removedBytes > 3_000_000 ? 'most' : 'little'}`);
const summary = await verifyDatastore(datastore, {
  scope: { kind: 'namespace', namespace: '' },
  upid: 'UPID:full',
  log: (line) => {
    if (line.startsWith('verify store1:')) say(line);
  },
});
say(isRefusal(summary) ? summary.text : `verified ${summary.verifiedCount}, failed ${summary.failed.length}`);
await datastore.close();
