// `pbscope client` as users run it, against an embedded server: a directory, an image, a small file and a stream there and back,
// byte for byte; encrypted and with a password; what is said when it fails.
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { noise } from '../support/noise.js';
import { type Ended, runPbscope } from '../support/run-pbscope.js';
import { type RunningServer, startTestServer } from '../support/running-server.js';

interface Rig {
  readonly folder: string;
  client(...words: readonly string[]): Promise<Ended>;
  /** The last JSON line. */
  summary(...words: readonly string[]): Promise<Record<string, unknown>>;
}

function environmentOf({ server }: RunningServer, authId = server.tokenId): Record<string, string> {
  return {
    PBS_REPOSITORY: `${authId}@127.0.0.1:${server.address.port}:store1`,
    PBS_FINGERPRINT: server.fingerprint,
    PBS_PASSWORD: server.tokenSecret,
  };
}

function startRig(context: TestContext, environment: Readonly<Record<string, string>>): Rig {
  const folder = mkdtempSync(join(tmpdir(), 'pbscope-client-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const client = (...words: readonly string[]): Promise<Ended> => runPbscope(['client', ...words], environment);
  return {
    folder,
    client,
    summary: async (...words) => {
      const { code, stdout, stderr } = await client(...words, '--json');
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
    },
  };
}

/** Archives of a summary as lines. */
const archivesOf = (summary: Record<string, unknown>): string[] =>
  (summary['archives'] as Record<string, unknown>[]).map(
    (one) =>
      `${one['name']} ${one['logicalBytes']} uploaded=${one['uploadedBytes']} chunks=${one['chunkCount']} known=${one['knownCount']}`,
  );

test('a directory, an image, a small file and a stream: backed up, deduplicated, listed, given back', async (context) => {
  const running = await startTestServer(context);
  const { folder, client, summary } = startRig(context, environmentOf(running));
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('tree/sub'), { recursive: true });
  writeFileSync(at('tree/sub/file'), noise(100_000, 1));
  symlinkSync('/absolute/target', at('tree/link'));
  chmodSync(at('tree/sub/file'), 0o640);
  lutimesSync(at('tree/sub/file'), 1e9, 1e9 + 0.5);
  writeFileSync(at('disk'), noise(9_000_000, 2));
  writeFileSync(at('fstab'), 'proc /proc proc\n');
  const words = [`etc.tar:${at('tree')}`, `disk.img:${at('disk')}`, `fstab.conf:${at('fstab')}`];
  const where = ['--backup-id', 'web01', '--backup-time'];

  const first = await summary('backup', ...words, ...where, '2026-11-24T08:00:00Z');
  const lines = archivesOf(first);
  assert.match(lines[0] ?? '', /^etc\.tar\.didx \d{6} uploaded=\d{6} chunks=1 known=0$/);
  assert.equal(lines[1], 'disk.img.fidx 9000000 uploaded=9000000 chunks=3 known=0');
  const second = await client('backup', ...words, ...where, '2026-11-24T09:00:00Z');
  assert.equal(second.code, 0, second.stderr);
  assert.match(second.stdout, /^disk\.img: had to backup 0 B of 8\.6 MiB \(compressed 0 B\) in /m);
  assert.match(second.stdout, /^disk\.img: backup was done incrementally, reused 8\.6 MiB \(100 %\)$/m);
  assert.match(second.stdout, /^Snapshot host\/web01\/2026-11-24T09:00:00Z$/m);

  const listed = await client('snapshots', 'host/web01');
  assert.deepEqual(
    listed.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/)[0]),
    ['snapshot', 'host/web01/2026-11-24T08:00:00Z', 'host/web01/2026-11-24T09:00:00Z'],
  );

  // Of a group: its newest snapshot.
  assert.equal(
    (await summary('restore', 'host/web01', 'etc.tar', at('out')))['snapshot'],
    'host/web01/2026-11-24T09:00:00Z',
  );
  assert.deepEqual(readdirSync(at('out'), { recursive: true }).sort(), ['link', 'sub', 'sub/file']);
  assert.ok(readFileSync(at('out/sub/file')).equals(readFileSync(at('tree/sub/file'))));
  assert.equal(readlinkSync(at('out/link')), '/absolute/target');
  const { mode, mtimeMs } = statSync(at('out/sub/file'));
  assert.deepEqual([mode & 0o7777, mtimeMs], [0o640, (1e9 + 0.5) * 1000]);

  const restored = await client('restore', 'host/web01/2026-11-24T08:00:00Z', 'disk.img', at('disk.back'));
  assert.equal(restored.code, 0, restored.stderr);
  assert.ok(readFileSync(at('disk.back')).equals(readFileSync(at('disk'))));
  const piped = await client('restore', 'host/web01', 'fstab.conf', '-');
  assert.equal(piped.stdout, 'proc /proc proc\n');
  const absent = await client('restore', 'host/web01', 'disk.ing', at('absent'));
  assert.match(absent.stderr, /has no disk\.ing\. Did you mean disk\.img\?/);
  assert.deepEqual([absent.code, existsSync(at('absent')), existsSync(at('absent.unfinished'))], [20, false, false]);
});

test('a key file encrypts; without it, and with a wrong password, one sentence and the exit code of its class', async (context) => {
  const running = await startTestServer(context);
  const environment = environmentOf(running);
  const { folder, client, summary } = startRig(context, environment);
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('plain'), 'the secret of the house '.repeat(1000));
  const key = { kdf: null, created: '2026-11-24T08:00:00Z', modified: '2026-11-24T08:00:00Z' };
  writeFileSync(at('key.json'), JSON.stringify({ ...key, data: Buffer.alloc(32, 5).toString('base64') }));
  await summary('backup', `x.raw:${at('plain')}`, '--backup-id', 'sealed', '--keyfile', at('key.json'));
  const locked = await client('restore', 'host/sealed', 'x.raw', at('no'));
  assert.deepEqual([locked.code, /^pbscope: missing key - .*--keyfile\.$/m.test(locked.stderr)], [20, true]);
  const wrong = await runPbscope(['client', 'files', 'host/sealed/2026-11-24T08:00:00Z'], {
    ...environment,
    PBS_PASSWORD: 'wrong',
  });
  assert.deepEqual([wrong.code, wrong.stderr.startsWith('pbscope: authentication failed')], [12, true]);
});
