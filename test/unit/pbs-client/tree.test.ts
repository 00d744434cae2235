// Directory trees as tar streams: there and back with every mode, time and link; Debian's tar as second opinion; and archives
// that want to write elsewhere.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Headers, pack } from 'tar-stream';
import { packTree, unpackTree } from '../../../src/pbs-client/tree/index.js';

function makeFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'pbscope-tree-'));
  context.after(() => {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** One line an entry: type and mode, time to the microsecond, size, content or target. */
function describeTree(folder: string): string[] {
  return ['.', ...readdirSync(folder, { recursive: true }).map(String)].sort().map((name) => {
    const path = join(folder, name);
    const stats = lstatSync(path);
    const what = stats.isSymbolicLink()
      ? `-> ${readlinkSync(path)}`
      : stats.isFile()
        ? `${readFileSync(path).toString('base64').slice(0, 40)} links=${stats.nlink}`
        : '';
    return `${name} ${stats.mode.toString(8)} ${Math.round(stats.mtimeMs * 1000)} ${stats.isFile() ? stats.size : ''} ${what}`;
  });
}

function fillTree(folder: string): void {
  mkdirSync(join(folder, 'etc', 'sub'), { recursive: true });
  writeFileSync(join(folder, 'etc', 'hosts'), '127.0.0.1 localhost\n');
  writeFileSync(join(folder, 'etc', 'empty'), '');
  writeFileSync(join(folder, 'etc', 'big'), Buffer.alloc(700_001, 'x'));
  writeFileSync(join(folder, 'n'.repeat(200)), 'a long name');
  writeFileSync(join(folder, 'grüße €'), 'utf-8');
  linkSync(join(folder, 'etc', 'hosts'), join(folder, 'etc', 'sub', 'hard'));
  symlinkSync('../hosts', join(folder, 'etc', 'sub', 'relative'));
  symlinkSync('/etc/passwd', join(folder, 'etc', 'absolute'));
  symlinkSync('nowhere', join(folder, 'dangling'));
  chmodSync(join(folder, 'etc', 'hosts'), 0o4755);
  chmodSync(join(folder, 'etc', 'big'), 0o666);
  chmodSync(join(folder, 'etc', 'empty'), 0o400);
  chmodSync(join(folder, 'etc', 'sub'), 0o500);
  chmodSync(folder, 0o750);
  // Times that a double holds exactly: Node sets others to the next microsecond.
  for (const [index, name] of [...readdirSync(folder, { recursive: true }).map(String).sort(), '.'].entries())
    lutimesSync(join(folder, name), 1e9, 1e9 + index + 0.125);
}

async function unpack(stream: AsyncIterable<Uint8Array>, folder: string, pieceBytes = 100_000): Promise<string[]> {
  const skipped: string[] = [];
  const unpacker = unpackTree(folder, (name, why) => skipped.push(`${name}: ${why}`));
  for await (const bytes of stream)
    for (let at = 0; at < bytes.length; at += pieceBytes) await unpacker.write(bytes.subarray(at, at + pieceBytes));
  await unpacker.end();
  return skipped;
}

const notSkipped = (name: string, why: string): never => assert.fail(`${name}: ${why}`);

test('a tree comes back with its contents, modes, times, symlinks and hard links', async (context) => {
  const from = makeFolder(context);
  const to = makeFolder(context);
  fillTree(from);
  assert.deepEqual(await unpack(packTree(from, notSkipped), to, 333), []);
  assert.deepEqual(describeTree(to), describeTree(from));
  chmodSync(join(from, 'etc', 'sub'), 0o700);
  chmodSync(join(to, 'etc', 'sub'), 0o700);
});

test('times before 1970 and beyond 2242 come back, fractions too', async (context) => {
  const from = makeFolder(context);
  const to = makeFolder(context);
  for (const [name, time] of [
    ['old', -315_619_200],
    ['older', -0.5],
    ['far', 8_600_000_000.25],
  ] as const) {
    writeFileSync(join(from, name), '');
    lutimesSync(join(from, name), new Date(time * 1000), new Date(time * 1000));
  }
  assert.deepEqual(await unpack(packTree(from, notSkipped), to), []);
  assert.deepEqual(describeTree(to).slice(1), describeTree(from).slice(1)); // the folder's own is of now
});

test('the same tree is the same stream, and tar reads it', async (context) => {
  const from = makeFolder(context);
  fillTree(from);
  const read = async (): Promise<Buffer> => {
    const parts: Uint8Array[] = [];
    for await (const bytes of packTree(from, notSkipped)) parts.push(bytes);
    return Buffer.concat(parts);
  };
  const stream = await read();
  assert.ok(stream.equals(await read()));
  chmodSync(join(from, 'etc', 'sub'), 0o700);
  const listed = spawnSync('tar', ['--list', '--file=-', '--quoting-style=literal'], { input: stream });
  if (listed.error !== undefined) return context.skip('tar is missing');
  assert.equal(listed.status, 0, listed.stderr.toString());
  assert.deepEqual(
    listed.stdout.toString().trimEnd().split('\n').sort(),
    ['./', 'etc/', 'etc/sub/', 'etc/sub/hard', 'etc/sub/relative', 'etc/absolute', 'etc/big', 'etc/empty', 'etc/hosts']
      .concat('dangling', 'grüße €', 'n'.repeat(200))
      .sort(),
  );
});

async function* packed(entries: readonly (Headers & { readonly content?: string })[]): AsyncGenerator<Uint8Array> {
  const archive = pack();
  for (const { content = '', ...header } of entries) archive.entry(header, content);
  archive.finalize();
  for await (const bytes of archive) yield bytes;
}

test('no entry leads out of the folder, by its name, a symlink or a hard link; nothing is written over', async (context) => {
  const outer = makeFolder(context);
  const folder = join(outer, 'target');
  mkdirSync(folder);
  writeFileSync(join(outer, 'victim'), 'untouched');
  const skipped = await unpack(
    packed([
      { name: '../victim', content: 'x' },
      { name: '/tmp/pbscope-victim', content: 'x' },
      { name: 'a/../../victim', content: 'x' },
      { name: 'out', type: 'symlink', linkname: '..' },
      { name: 'out/victim', content: 'x' },
      { name: 'file-link', type: 'symlink', linkname: '../victim' },
      { name: 'file-link', content: 'x' },
      { name: 'hard', type: 'link', linkname: '../victim' },
      { name: 'hard', type: 'link', linkname: 'out/victim' },
      { name: 'twice', content: 'first' },
      { name: 'twice', content: 'second' },
      { name: 'device', type: 'character-device', devmajor: 1, devminor: 3 },
      { name: 'good', content: 'good' },
    ]),
    folder,
  );
  const out = 'its name leads out of the folder';
  assert.deepEqual(
    skipped.map((line) => line.replace(/EEXIST.*/, 'EEXIST')),
    [
      `../victim: ${out}`,
      `/tmp/pbscope-victim: ${out}`,
      `a/../../victim: ${out}`,
      `out/victim: ${out}`,
      'file-link: EEXIST',
      `hard: ${out}`,
      `hard: ${out}`,
      'twice: EEXIST',
      'device: it is a character-device, which cannot be made from here',
    ],
  );
  assert.equal(readFileSync(join(outer, 'victim'), 'utf8'), 'untouched');
  assert.equal(readFileSync(join(folder, 'twice'), 'utf8'), 'first');
  assert.deepEqual(readdirSync(folder).sort(), ['file-link', 'good', 'out', 'twice']);
  assert.ok(!existsSync('/tmp/pbscope-victim'));
});

test('what is no tar, and a stream that is cut, are damaged', async (context) => {
  async function* garbage(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(2048, 'x');
  }
  await assert.rejects(unpack(garbage(), makeFolder(context)), { kind: 'damaged' });
  async function* cut(): AsyncGenerator<Uint8Array> {
    for await (const bytes of packed([{ name: 'a', content: 'x'.repeat(5000) }])) {
      yield bytes.subarray(0, 3000);
      return;
    }
  }
  await assert.rejects(unpack(cut(), makeFolder(context)), { kind: 'damaged' });
});

test('a folder that is not there ends the stream with its error', async () => {
  await assert.rejects(async () => {
    for await (const _ of packTree('/no/such/folder', notSkipped)) assert.fail('there is nothing to read');
  }, /ENOENT/);
});
