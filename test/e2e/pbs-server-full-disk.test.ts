// A disk that runs full while a backup is written: PBS's words for the client, and a store that is as sound as before. Once with
// writes that fail after a number of bytes, at many such numbers; once on a real small file system, where one may be mounted.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { backup, ClientFailure, type ClientOptions, restore, type SnapshotName } from '../../src/pbs-client/index.js';
import { noise, whole } from '../support/noise.js';
import { isLongRun } from '../support/paths.js';
import { type RunningServer, startTestServer } from '../support/running-server.js';

/** Makes every write of this process share one budget, as a disk does: the last one is cut short, then nothing goes. */
async function limitWrites(t: TestContext): Promise<{ set(budgetBytes: number): void }> {
  const probe = await open(fileURLToPath(import.meta.url));
  const prototype = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  const original = prototype.write;
  let leftBytes = Number.POSITIVE_INFINITY;
  const limited = function (this: FileHandle, buffer: Uint8Array, offset = 0, length = 0, position = 0) {
    const grantedBytes = Math.min(length, leftBytes);
    if (grantedBytes === 0 && length > 0) {
      return Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' }));
    }
    leftBytes -= grantedBytes;
    return Reflect.apply(original, this, [buffer, offset, grantedBytes, position]);
  };
  prototype.write = limited as unknown as FileHandle['write'];
  t.after(() => {
    prototype.write = original;
  });
  return {
    set: (budgetBytes) => {
      leftBytes = budgetBytes;
    },
  };
}

function clientOptions({ server }: RunningServer): ClientOptions {
  return {
    repository: { authId: server.tokenId, host: '127.0.0.1', port: server.address.port, store: 'store1' },
    secret: server.tokenSecret,
    fingerprint: server.fingerprint,
    averageChunkBytes: 16 * 1024,
  };
}

const named = (timeSeconds: number): SnapshotName => ({ type: 'host', id: 'web01', timeSeconds, namespace: '' });
const contentOf = (timeSeconds: number): Buffer => noise(100_000, timeSeconds);
const image = noise(30_000, 3);

async function send(options: ClientOptions, timeSeconds: number): Promise<string> {
  try {
    await backup(options, named(timeSeconds), [
      { kind: 'stream', name: 'root.pxar', read: () => whole(contentOf(timeSeconds)) },
      { kind: 'image', name: 'disk.img', sizeBytes: image.length, read: () => whole(image) },
    ]);
    return 'done';
  } catch (error) {
    if (!(error instanceof ClientFailure)) throw error;
    return error.message;
  }
}

async function fetched(options: ClientOptions, timeSeconds: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  await restore(options, named(timeSeconds), (name) =>
    name.startsWith('root.pxar') ? async (bytes) => void parts.push(Uint8Array.from(bytes)) : null,
  );
  return Buffer.concat(parts);
}

test('wherever the disk runs full, the client is told, nothing is left, and what was there stays', async (t) => {
  const disk = await limitWrites(t);
  const running = await startTestServer(t);
  const options = clientOptions(running);
  assert.equal(await send(options, 1000), 'done');
  const texts = new Set<string>();
  let timeSeconds = 2000;
  const stepBytes = isLongRun ? 500 : 13_000;
  for (let budgetBytes = 0; ; budgetBytes += stepBytes) {
    timeSeconds += 1;
    running.lines.length = 0;
    disk.set(budgetBytes);
    const told = await send(options, timeSeconds);
    disk.set(Number.POSITIVE_INFINITY);
    await running.logged('TASK ');
    if (told === 'done') break;
    texts.add(told.replace(/[0-9a-f]{64}/g, '<digest>'));
    const names = await readdir(running.folder, { recursive: true });
    assert.deepEqual(
      names.filter((name) => name.endsWith('Z') || /\.tmp_|\.unfinished|\.incoming\/./.test(name)),
      ['host/web01/1970-01-01T00:16:40Z'],
      `${budgetBytes}: ${told}`,
    );
  }
  assert.ok(
    [...texts].every((text) => text.includes('No space left on device (os error 28)')),
    [...texts].join('\n'),
  );
  assert.ok([...texts].some((text) => text.includes("inserting chunk on store 'store1' failed for <digest> - ")));
  for (const time of [1000, timeSeconds]) assert.ok((await fetched(options, time)).equals(contentOf(time)), `${time}`);
});

test('a real small disk', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pbscope-disk-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const inOwnNamespace = (command: string, ...args: readonly string[]) =>
    spawnSync('unshare', ['-m', 'sh', '-c', `mount -t tmpfs -o size=4m tmpfs "$0" && ${command}`, folder, ...args], {
      encoding: 'utf8',
    });
  const probe = inOwnNamespace('true');
  if (probe.status !== 0)
    return t.skip(`no file system can be mounted here: ${probe.error?.message ?? probe.stderr.trim()}`);
  const program = fileURLToPath(new URL('../support/full-disk.js', import.meta.url));
  const run = inOwnNamespace('exec "$1" "$2" "$0"', process.execPath, program);
  assert.equal(
    run.stdout + run.stderr,
    `backup 1000: done
backup 2000: inserting chunk on store 'store1' failed for <digest> - No space left on device (os error 28)
backup 3000: inserting chunk on store 'store1' failed for <digest> - No space left on device (os error 28)
litter: none
garbage collected: most
verify store1:host/web01/1970-01-01T00:16:40Z
verified 1, failed 0
`,
  );
});
