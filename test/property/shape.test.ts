// Shapes of captures without keys. Split law: the same records, however TCP cut them. Tolerance law: no facts whatever make the
// tracker throw or keep more than a value a connection. And the small captures with keys, their keys withheld.
import assert from 'node:assert/strict';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { ShapeTracker } from '../../src/core/shape/index.js';
import type { RecordSeen, ShapeFact } from '../../src/core/wire/index.js';
import { readCapture } from '../../src/sources/pcap/index.js';
import { inPieces } from '../support/capture-lines.js';
import { pcapFile } from '../support/packets.js';
import { fixturesFolder, isLongRun } from '../support/paths.js';
import { besideCapture, listCaptures } from '../support/read-report.js';
import { readShapes, shapesAgainstTruth } from '../support/shape-truth.js';
import { packetsOf, type ScriptStep } from '../support/tcp-script.js';
import { establish } from '../support/tls-records.js';

const numRuns = isLongRun ? 500 : 25;

async function recordsOf(steps: readonly ScriptStep[]): Promise<Omit<RecordSeen, 'atMs'>[]> {
  const records: Omit<RecordSeen, 'atMs'>[] = [];
  const onShape = (fact: ShapeFact): void => {
    if (fact.kind !== 'record') return;
    const { atMs: _atMs, ...record } = fact;
    records.push(record);
  };
  const file = pcapFile(packetsOf([{ from: 'client', what: 'syn' }, ...steps]));
  for await (const _ of readCapture({ capture: inPieces(file), onShape }, () => undefined));
  return records;
}

test('split law: the records are the same, however TCP cut them', async () => {
  const { steps, client } = establish();
  const sealed = Buffer.concat([5, 300, 2000, 17].map((size) => client.seal('data', Buffer.alloc(size))));
  const whole = await recordsOf([...steps, { from: 'client', what: sealed }]);
  assert.deepEqual(
    whole.slice(-4).map(({ bodyBytes }) => bodyBytes - 17),
    [5, 300, 2000, 17],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }), async (sizes) => {
      const cut: ScriptStep[] = [];
      for (let at = 0, index = 0; at < sealed.length; index++) {
        const size = sizes[index % sizes.length] ?? 1;
        cut.push({ from: 'client', what: sealed.subarray(at, at + size) });
        at += size;
      }
      assert.deepEqual(await recordsOf([...steps, ...cut]), whole);
    }),
    { numRuns },
  );
});

test('behind a hole the records are found again, and the loss lowers the confidence', async () => {
  const { steps, client, server } = establish();
  const say = (from: 'client' | 'server', size: number): ScriptStep => ({
    from,
    what: (from === 'client' ? client : server).seal('data', Buffer.alloc(size)),
  });
  const upgrade = [say('client', 380), say('server', 131), say('client', 24)];
  const upload = [
    say('client', 123),
    say('client', 16_384),
    say('client', 16_384),
    say('client', 700),
    say('server', 101),
  ];
  const script = [{ from: 'client' as const, what: 'syn' as const }, ...steps, ...upgrade, ...upload];
  const packets = packetsOf(script);
  const holeAt = packets.length - 3;
  const holed = packets.filter((_, index) => index !== holeAt);
  const [whole] = await readShapes({ capture: inPieces(pcapFile(packets)) });
  const [cut] = await readShapes({ capture: inPieces(pcapFile(holed)) });
  assert.deepEqual([whole?.chunks?.count, whole?.chunks?.confidence, whole?.recordShare], [1, 'high', 1]);
  assert.deepEqual([cut?.chunks?.count, cut?.chunks?.confidence], [1, 'low']);
  assert.equal(cut?.recordCount.toServer, (whole?.recordCount.toServer ?? 0) - 1);
});

const direction = fc.constantFrom('toServer' as const, 'toClient' as const);
const someFact: fc.Arbitrary<ShapeFact> = fc.oneof(
  fc.record({
    kind: fc.constant('record' as const),
    connection: fc.integer({ min: 0, max: 3 }),
    atMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    direction,
    type: fc.integer({ min: 0, max: 255 }),
    bodyBytes: fc.integer({ min: 0, max: 70_000 }),
  }),
  fc.record({
    kind: fc.constant('segment' as const),
    connection: fc.integer({ min: 0, max: 3 }),
    atMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    direction,
    sequence: fc.nat(2 ** 32 - 1),
    payloadBytes: fc.integer({ min: 0, max: 70_000 }),
    acknowledgement: fc.option(fc.nat(2 ** 32 - 1)),
    isControl: fc.boolean(),
  }),
);

test('tolerance law: no facts make the tracker throw, and every number of a shape is finite', () => {
  fc.assert(
    fc.property(fc.array(someFact, { maxLength: 200 }), fc.boolean(), (facts, isLateJoin) => {
      const tracker = new ShapeTracker({ logicalBytes: 1e9 });
      for (const connection of [1, 2]) {
        const ends = { client: 'c:1', server: 's:1', entry: 'passive' as const };
        tracker.noteWire({ kind: 'opened', connection, atMs: 0, ...ends, isLateJoin });
        const missing = { byteCount: null, code: 'tls/no-key' as const, detail: '' };
        tracker.noteWire({ kind: 'missing', connection, atMs: 0, direction: 'toServer', ...missing });
      }
      for (const fact of facts) tracker.noteFact(fact);
      const shapes = tracker.end();
      assert.equal(shapes.length, 2);
      // JSON has no NaN and no Infinity: they would come back as null.
      assert.deepEqual(JSON.parse(JSON.stringify(shapes)), shapes);
    }),
    { numRuns: numRuns * 4 },
  );
});

test('of more connections than are kept, the rest is counted', () => {
  const tracker = new ShapeTracker({ logicalBytes: null });
  const connectionCount = 5000;
  for (let connection = 1; connection <= connectionCount; connection++) {
    const ends = { client: 'c:1', server: 's:1', entry: 'passive' as const, isLateJoin: false };
    tracker.noteWire({ kind: 'opened', connection, atMs: 0, ...ends });
    const missing = { byteCount: null, code: 'tls/no-key' as const, detail: '' };
    tracker.noteWire({ kind: 'missing', connection, atMs: 0, direction: 'toServer', ...missing });
  }
  const shapes = tracker.end();
  assert.ok(shapes.length < connectionCount);
  assert.equal(shapes.length + tracker.droppedCount, connectionCount);
});

/** The stand-ins of a foreign client and server answer in lengths of their own: docs/shape.md has their errors. */
const isGenuine = (capture: string): boolean => basename(dirname(capture)) !== 'go-peers';

test('keys withheld, the small captures show the kind and the chunks that their keys show', async () => {
  const captures = listCaptures(join(fixturesFolder, 'captures')).filter(
    (capture) => besideCapture(capture, 'keys') !== null && isGenuine(capture),
  );
  let comparedCount = 0;
  for (const capture of captures) {
    for (const { shape, kind, chunkCount } of await shapesAgainstTruth(capture)) {
      const place = `${basename(capture)} ${shape.connection}`;
      assert.equal(shape.session.kind, kind, place);
      assert.equal(shape.chunks?.count ?? null, chunkCount, place);
      comparedCount += 1;
    }
  }
  assert.ok(comparedCount > 15, `${comparedCount} connections`);
});
