// Random calls of a backup session against the model of protocol.md 5: the embedded server accepts and refuses as the model says, in its
// words, and what is left on disk is whole. In: calls in any order, right and wrong. Out: no difference.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeBlob, fixedChunkSizeBytes, formatQuery } from '../../src/core/pbs/index.js';
import { isLongRun } from '../support/paths.js';
import { makeManifest, sha256 } from '../support/pbs-content.js';
import { type RunningServer, type Snapshot, startTestServer } from '../support/running-server.js';
import type { Reply, SessionClient } from '../support/session-client.js';
import { anyPath, type Call, chunks, type Kind, SessionModel, sizeOf } from '../support/session-model.js';
import { contentOf, restore } from '../support/small-backup.js';

const runs = isLongRun ? 1500 : 25;
const of = fc.constantFrom<Kind>('dynamic', 'fixed');
const wid = fc.integer({ min: 1, max: 3 });
const chunk = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(0, 1) }, { weight: 1, arbitrary: fc.constant(2) });
/** Mostly right, or no session would come far. */
const flawed = <T extends string>(...flaws: readonly T[]): fc.Arbitrary<T | 'none'> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant('none' as const) }, { weight: 1, arbitrary: fc.constantFrom(...flaws) });

const anyCall: fc.Arbitrary<Call> = fc.oneof(
  fc.record({
    kind: fc.constant('create' as const),
    of,
    name: fc.constantFrom('right', 'right', 'right', 'wrong.pxar', 'wrong.blob'),
    sizeBytes: fc.constantFrom(100, 200, fixedChunkSizeBytes, fixedChunkSizeBytes + 100),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('upload' as const),
      of,
      wid,
      chunk,
      flaw: flawed('digest', 'size', 'short', 'long', 'magic'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      of,
      wid,
      entries: fc.array(fc.record({ chunk, at: fc.constantFrom('next', 'next', 'next', 'start', 'odd') }), {
        maxLength: 3,
      }),
      isListShort: fc.constantFrom(false, false, false, false, true),
    }) as fc.Arbitrary<Call>,
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('close' as const), of, wid, flaw: flawed('count', 'size', 'csum') }),
  },
  fc.record({
    kind: fc.constant('blob' as const),
    name: fc.constantFrom('index.json.blob', 'x.conf.blob', 'x.conf'),
    flaw: flawed('crc', 'magic', 'long'),
  }),
  fc.constant<Call>({ kind: 'finish' }),
);

type Entries = (Call & { kind: 'append' })['entries'];

/** A whole backup of one archive, call by call. */
function backupOf(kind: Kind, placed: Entries): readonly Call[] {
  const entries = kind === 'fixed' ? placed.slice(0, 1) : placed;
  const own = [...new Set(entries.map((entry) => entry.chunk))];
  return [
    { kind: 'create', of: kind, name: 'right', sizeBytes: sizeOf(own[0] ?? 0) },
    ...own.map((index): Call => ({ kind: 'upload', of: kind, wid: 1, chunk: index, flaw: 'none' })),
    { kind: 'append', of: kind, wid: 1, entries, isListShort: false },
    { kind: 'close', of: kind, wid: 1, flaw: 'none' },
    { kind: 'blob', name: 'index.json.blob', flaw: 'none' },
    { kind: 'finish' },
  ];
}

/** Such a backup with a few calls put between, where they may do harm. */
const at = fc.constantFrom('next', 'next', 'next', 'next', 'start', 'odd');
const entries = fc.array(fc.record({ chunk: fc.constantFrom(0, 1), at }), {
  minLength: 1,
  maxLength: 3,
}) as fc.Arbitrary<Entries>;
const disturbed = fc
  .tuple(of, entries, fc.array(fc.tuple(fc.nat(8), anyCall), { maxLength: 6 }))
  .map(([kind, placed, others]) => {
    const mixed = [...backupOf(kind, placed)];
    for (const [place, call] of others) mixed.splice(place, 0, call);
    return mixed;
  });
/** Always among those that run, so that each run sees a good end and a bad place. */
const examples: [Call[]][] = [
  [
    [
      ...backupOf('dynamic', [
        { chunk: 0, at: 'next' },
        { chunk: 1, at: 'next' },
      ]),
    ],
  ],
  [[...backupOf('fixed', [{ chunk: 2, at: 'next' }])]],
  [
    [
      ...backupOf('dynamic', [
        { chunk: 0, at: 'next' },
        { chunk: 1, at: 'odd' },
      ]),
    ],
  ],
  [[...backupOf('fixed', [{ chunk: 0, at: 'odd' }])]],
];
const anySession = fc.oneof(fc.array(anyCall, { minLength: 5, maxLength: 40 }), disturbed);

/** Names of archives are taken once: two writers on one file are the client's own harm, in PBS too. */
function withOwnName(call: Call, index: number): Call {
  if (call.kind !== 'create' || call.name !== 'right') return call;
  return { ...call, name: `a${index}.${call.of === 'dynamic' ? 'didx' : 'fidx'}` };
}

function send(client: SessionClient, call: Call, model: SessionModel, snapshot: Snapshot): Promise<Reply> {
  switch (call.kind) {
    case 'create': {
      const size = call.of === 'fixed' ? { size: call.sizeBytes } : {};
      return client.call('POST', `/${call.of}_index?${formatQuery({ 'archive-name': call.name, ...size })}`);
    }
    case 'upload':
      return upload(client, call);
    case 'append': {
      const offsets = model.offsetsOf(call).slice(0, call.isListShort ? -1 : undefined);
      const digests = call.entries.map((entry) => chunks[entry.chunk]?.digest);
      const body = JSON.stringify({ 'digest-list': digests, 'offset-list': offsets, wid: call.wid });
      return client.call('PUT', `/${call.of}_index`, { body, contentType: 'application/json' });
    }
    case 'close': {
      const { chunkCount, sizeBytes, csum } = model.sumsOf(call.wid);
      const query = formatQuery({
        'chunk-count': chunkCount + (call.flaw === 'count' ? 1 : 0),
        csum: call.flaw === 'csum' ? sha256(Buffer.from(csum)) : csum,
        size: sizeBytes + (call.flaw === 'size' ? 1 : 0),
        wid: call.wid,
      });
      return client.call('POST', `/${call.of}_close?${query}`);
    }
    case 'blob': {
      const body = blobOf(call, snapshot);
      const query = formatQuery({
        'encoded-size': body.length - (call.flaw === 'long' ? 1 : 0),
        'file-name': call.name,
      });
      return client.call('POST', `/blob?${query}`, { body });
    }
    case 'finish':
      return client.call('POST', '/finish');
  }
}

function blobOf({ name, flaw }: Call & { kind: 'blob' }, snapshot: Snapshot): Buffer {
  const content =
    name === 'index.json.blob' ? makeManifest(snapshot, []) : encodeBlob('uncompressed', Buffer.from('x = 1'));
  const body = Buffer.from(content);
  if (flaw === 'magic') body[0] = 0;
  if (flaw === 'crc') body[8] = (body[8] ?? 0) ^ 255;
  return body;
}

function upload(
  client: SessionClient,
  { of: kind, wid: writer, chunk: index, flaw }: Call & { kind: 'upload' },
): Promise<Reply> {
  const { blob, digest, sizeBytes } = chunks[index] as (typeof chunks)[number];
  const body = Buffer.from(blob);
  if (flaw === 'magic') body[0] = 0;
  const query = formatQuery({
    digest: flaw === 'digest' ? sha256(Buffer.from(digest)) : digest,
    'encoded-size': body.length + (flaw === 'short' ? 1 : flaw === 'long' ? -1 : 0),
    size: sizeBytes + (flaw === 'size' ? 1 : 0),
    wid: writer,
  });
  return client.call('POST', `/${kind}_chunk?${query}`, { body });
}

/** Where the store lies differs from run to run. */
const hidePath = (text: string): string => text.replace(/(?<='")[^"]*(?=\/index\.json\.blob")/, anyPath);

/** A finished snapshot has every archive byte for byte; one that is not finished is gone; no file is half written. */
async function checkStore(running: RunningServer, snapshot: Snapshot, model: SessionModel): Promise<void> {
  const group = join(running.folder, snapshot.type, snapshot.id);
  const left = (await readdir(group)).filter((name) => name !== 'owner');
  if (model.state !== 'finished') return assert.deepEqual(left, []);
  assert.equal(left.length, 1);
  const files = await readdir(join(group, left[0] ?? ''));
  assert.deepEqual(
    files.filter((name) => /tmp/.test(name)),
    [],
  );
  for (const archive of model.archives) {
    if (archive.placed.includes(undefined)) continue; // as many entries as there should be, but not in each place
    const expected = archive.placed.map((index) => contentOf(chunks[index ?? 0] as (typeof chunks)[number]));
    assert.equal(sha256(await restore(running, snapshot, archive.name)), sha256(...expected));
  }
}

for (const release of ['4.1', '3.2.4'] as const) {
  test(`any calls in any order, as ${release}`, async (t) => {
    const running = await startTestServer(t, { release });
    let count = 0;
    const reached = new Set<string>();
    await fc.assert(
      fc.asyncProperty(anySession, async (drawn) => {
        count += 1;
        const snapshot = { type: 'host', id: `m${count}`, timeSeconds: 1_700_000_000 };
        const client = await running.open('backup', snapshot);
        const model = new SessionModel(release);
        for (const [index, one] of drawn.entries()) {
          const call = withOwnName(one, index);
          const reply = send(client, call, model, snapshot); // asks the model before it changes
          const bodyBytes = call.kind === 'blob' ? blobOf(call, snapshot).length : 0;
          const prediction = model.predict(call, bodyBytes);
          const { status, body } = await reply;
          // The reply to what is accepted is a digest, a number or nothing; that is the other tests' matter.
          const said = status === 200 ? '200' : `${status} ${hidePath(String(body))}`;
          const expected = prediction === 'accepted' ? '200' : `400 ${prediction.refused}`;
          assert.equal(said, expected, JSON.stringify(call));
        }
        await client.drop();
        await running.logged(`host/m${count}: TASK`);
        await checkStore(running, snapshot, model);
        reached.add(`${model.state} ${model.archives.length > 0 ? 'with' : 'without'} archives`);
      }),
      { numRuns: runs, examples },
    );
    // What the property is worth: sessions came to a good end, and did not.
    assert.ok(reached.has('finished with archives') && reached.has('active without archives'), [...reached].join());
    const folders = await readdir(join(running.folder, '.chunks'));
    for (const folder of folders) {
      if (!/^[0-9a-f]{4}$/.test(folder)) continue;
      for (const name of await readdir(join(running.folder, '.chunks', folder))) assert.match(name, /^[0-9a-f]{64}$/);
    }
  });
}
