// The embedded client against the embedded server on loopback: what goes up comes down, what is known is not sent, and each
// refusal has the class that product.md gives it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { cutByContent } from '../../src/pbs-client/chunker/index.js';
import {
  type BackupSource,
  backup,
  ClientFailure,
  type ClientOptions,
  deriveDataKey,
  restore,
  type SnapshotName,
} from '../../src/pbs-client/index.js';
import { type PbsServer, startPbsServer } from '../../src/pbs-server/index.js';
import { noise, whole } from '../support/noise.js';
import { rleFrame } from '../support/zstd-frame.js';

let folder = '';
let server: PbsServer;
let options: ClientOptions;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pbscope-client-'));
  server = await startPbsServer({
    listen: { host: '127.0.0.1', port: 0 },
    datastores: [{ name: 'store', folder }],
    authDelayMs: 0,
    log: () => undefined,
  });
  options = {
    repository: { authId: server.tokenId, host: '127.0.0.1', port: server.address.port, store: 'store' },
    secret: server.tokenSecret,
    fingerprint: server.fingerprint,
    averageChunkBytes: 16 * 1024,
  };
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const snapshot = (id: string, timeSeconds: number): SnapshotName => ({ type: 'host', id, timeSeconds, namespace: '' });

const sources = (image: Buffer, stream: Buffer): readonly BackupSource[] => [
  { kind: 'image', name: 'disk.img', sizeBytes: image.length, read: () => whole(image) },
  { kind: 'stream', name: 'root.pxar', read: () => whole(stream) },
  { kind: 'blob', name: 'x.conf', bytes: Buffer.from('hello') },
];

test('backup, the same again, a change, and a restore that equals it byte for byte', async () => {
  const image = noise(9_000_000, 1);
  const stream = noise(2_000_000, 2);
  const first = await backup(options, snapshot('a', 1000), sources(image, stream));
  assert.deepEqual(
    first.archives.map((one) => [one.name, one.logicalBytes, one.knownCount]),
    [
      ['disk.img.fidx', 9_000_000, 0],
      ['root.pxar.didx', 2_000_000, 0],
    ],
  );
  const again = await backup(options, snapshot('a', 1001), sources(image, stream));
  for (const one of again.archives) assert.equal(one.knownCount, one.chunkCount, one.name);
  assert.equal(
    again.archives.reduce((sum, one) => sum + one.uploadedBytes, 0),
    0,
  );
  image[5_000_000] = (image[5_000_000] ?? 0) ^ 1;
  const changed = Buffer.concat([stream.subarray(0, 1_000_000), Buffer.from('new'), stream.subarray(1_000_000)]);
  const third = await backup(options, snapshot('a', 1002), sources(image, changed));
  assert.equal(third.archives[0]?.knownCount, 2);
  assert.ok((third.archives[1]?.chunkCount ?? 0) - (third.archives[1]?.knownCount ?? 0) <= 3);
  const restored = new Map<string, Buffer[]>();
  await restore(options, snapshot('a', 1002), (fileName) => {
    const parts: Buffer[] = [];
    restored.set(fileName, parts);
    return (bytes) => {
      parts.push(Buffer.from(bytes));
    };
  });
  const bytesOf = (fileName: string): Buffer => Buffer.concat(restored.get(fileName) ?? []);
  assert.ok(bytesOf('disk.img.fidx').equals(image));
  assert.ok(bytesOf('root.pxar.didx').equals(changed));
  assert.equal(bytesOf('x.conf.blob').toString(), 'hello');
});

test('chunks of the largest size go up one behind the other', async () => {
  // Enough that a reply comes while a body waits for window, which is when a limit of memory would strike.
  const largeCount = 8;
  async function* large(): AsyncGenerator<Uint8Array> {
    // Constant bytes are cut at the maximum, 16 MiB; each its own, so that none is known.
    for (let byte = 1; byte <= largeCount; byte += 1) yield Buffer.alloc(16 * 1024 * 1024, byte);
  }
  const { averageChunkBytes: _small, ...byDefault } = options;
  const summary = await backup(byDefault, snapshot('l', 1000), [{ kind: 'stream', name: 'root.pxar', read: large }]);
  assert.equal(summary.archives[0]?.chunkCount, largeCount);
});

test('compressed chunks come down as they were', async () => {
  const zeros = Buffer.alloc(9_000_000);
  const isZeros = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);
  const packing = {
    ...options,
    compress: (bytes: Uint8Array) => (isZeros(bytes) ? rleFrame(bytes.length, 0) : null),
  };
  const summary = await backup(packing, snapshot('z', 1000), [
    { kind: 'image', name: 'zeros.img', sizeBytes: zeros.length, read: () => whole(zeros) },
  ]);
  const [archive] = summary.archives;
  assert.ok(archive !== undefined && archive.encodedBytes < 1000 && archive.uploadedBytes === 4_194_304 + 611_392);
  assert.deepEqual([archive.chunkCount, archive.knownCount], [3, 1]);
  const parts: Uint8Array[] = [];
  await restore(options, snapshot('z', 1000), (fileName) =>
    fileName === 'zeros.img.fidx' ? (bytes) => void parts.push(bytes) : null,
  );
  assert.ok(Buffer.concat(parts).equals(zeros));
});

test('a chunk that was changed on the server is found in the restore', async () => {
  const bytes = noise(100_000, 9);
  await backup(options, snapshot('r', 1000), [{ kind: 'stream', name: 'root.pxar', read: () => whole(bytes) }]);
  const first = (await chunkFilesOf(bytes))[0] ?? '';
  const stored = readFileSync(first);
  stored.writeUInt8(stored.readUInt8(stored.length - 1) ^ 1, stored.length - 1);
  chmodSync(first, 0o600);
  writeFileSync(first, stored);
  await assert.rejects(
    restore(options, snapshot('r', 1000), () => () => undefined),
    (error) => error instanceof ClientFailure && error.kind === 'damaged' && /has another digest/.test(error.message),
  );
});

/** Where the server keeps the chunks of these bytes (protocol.md 7.7). */
async function chunkFilesOf(bytes: Uint8Array): Promise<string[]> {
  const files: string[] = [];
  for await (const chunk of cutByContent(whole(bytes), options.averageChunkBytes ?? 0)) {
    const digest = createHash('sha256').update(chunk).digest('hex');
    files.push(join(folder, '.chunks', digest.slice(0, 4), digest));
  }
  return files;
}

const refusals: readonly (readonly [string, () => Partial<ClientOptions>, string])[] = [
  ['a wrong secret', () => ({ secret: 'wrong' }), 'authentication 401'],
  ['a wrong fingerprint', () => ({ fingerprint: '00'.repeat(32) }), 'tls null'],
  ['no CA and no fingerprint', () => ({ fingerprint: null }), 'tls null'],
  [
    'a datastore that is not there',
    () => ({ repository: { ...options.repository, store: 'none' } }),
    'authentication 403',
  ],
];
for (const [what, change, expected] of refusals) {
  test(`${what} is refused as such`, async () => {
    await assert.rejects(backup({ ...options, ...change() }, snapshot('b', 1000), []), (error) => {
      assert.ok(error instanceof ClientFailure);
      assert.equal(`${error.kind} ${error.status}`, expected);
      return true;
    });
  });
}

test('an older time than the last snapshot is refused with the text of PBS', async () => {
  await backup(options, snapshot('c', 2000), sources(noise(1000, 3), noise(1000, 4)));
  await assert.rejects(backup(options, snapshot('c', 1999), []), {
    kind: 'upgrade-refused',
    message: 'backup timestamp is older than last backup.',
  });
});

test('a server that stops in the middle is a broken tunnel', async () => {
  const other = await startPbsServer({
    listen: { host: '127.0.0.1', port: 0 },
    datastores: [{ name: 'store', folder: mkdtempSync(join(folder, 'other-')) }],
    authDelayMs: 0,
    log: () => undefined,
  });
  const to = {
    ...options,
    repository: { ...options.repository, authId: other.tokenId, port: other.address.port },
    secret: other.tokenSecret,
    fingerprint: other.fingerprint,
  };
  async function* stopping(): AsyncGenerator<Uint8Array> {
    yield noise(5_000_000, 5);
    await other.stop();
    yield noise(5_000_000, 6);
  }
  await assert.rejects(
    backup(to, snapshot('d', 1000), [{ kind: 'image', name: 'disk.img', sizeBytes: 10_000_000, read: stopping }]),
    { kind: 'tunnel-broken' },
  );
});

test('an interruption does not wait for a source that never comes back', async () => {
  const interruption = new AbortController();
  async function* stuck(): AsyncGenerator<Uint8Array> {
    yield noise(100_000, 8);
    interruption.abort();
    await new Promise(() => undefined);
  }
  await assert.rejects(
    backup({ ...options, signal: interruption.signal }, snapshot('i', 1000), [
      { kind: 'stream', name: 'root.pxar', read: stuck },
    ]),
    { kind: 'interrupted' },
  );
});

test('encrypted: the second backup knows the first, and nothing is restored without the key, or with another', async () => {
  const key = deriveDataKey(new Uint8Array(32).fill(1));
  const sealed = { ...options, key };
  const stream = noise(500_000, 9);
  const conf = Buffer.from('the secret of the house '.repeat(100));
  const parts: readonly BackupSource[] = [
    { kind: 'stream', name: 'root.pxar', read: () => whole(stream) },
    { kind: 'blob', name: 'x.conf', bytes: conf },
  ];
  await backup(sealed, snapshot('e', 1000), parts);
  const [again] = (await backup(sealed, snapshot('e', 2000), parts)).archives;
  assert.deepEqual([again?.uploadedBytes, again?.knownCount], [0, again?.chunkCount]);
  const restored = new Map<string, Uint8Array[]>();
  await restore(sealed, snapshot('e', 2000), (name) => {
    const pieces: Uint8Array[] = [];
    restored.set(name, pieces);
    return (bytes) => void pieces.push(bytes);
  });
  assert.ok(Buffer.concat(restored.get('root.pxar.didx') ?? []).equals(stream));
  assert.ok(Buffer.concat(restored.get('x.conf.blob') ?? []).equals(conf));
  const { key: _key, ...plain } = sealed;
  const other = { ...options, key: deriveDataKey(new Uint8Array(32)) };
  for (const wrong of [plain, other])
    await assert.rejects(
      restore(wrong, snapshot('e', 2000), () => () => undefined),
      { kind: 'wrong-key' },
    );
});
