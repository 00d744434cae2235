// Laws 2 and 4 for captures: however a file is cut the same events come out, and no file whatever makes the reader throw
// anything but CaptureUnusable, hang, or speak out of turn.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { CaptureUnusable } from '../../src/sources/pcap/index.js';
import { readLines } from '../support/capture-lines.js';
import { type FileRecord, pcapFile } from '../support/packets.js';
import { fixturesFolder, isLongRun } from '../support/paths.js';
import { packetsOf, type ScriptStep } from '../support/tcp-script.js';
import { allLabels, establish, keylogOf } from '../support/tls-records.js';

const recorded = join(fixturesFolder, 'captures', 'pbs-3.2.4', '13-dry-run');
const real = readFileSync(`${recorded}.pcapng`);
const realKeylog = readFileSync(`${recorded}.keys`, 'utf8');

const text = (value: string): Buffer => Buffer.from(value);
const speech = ((): readonly ScriptStep[] => {
  const { steps, client, server } = establish();
  return [
    { from: 'client', what: 'syn' },
    { from: 'server', what: 'syn' },
    ...steps,
    { from: 'client', what: client.seal('data', text('first question')) },
    { from: 'server', what: server.seal('data', Buffer.alloc(3000, 'answer')) },
    { from: 'client', what: client.seal('data', text('second question')) },
    { from: 'client', what: client.seal('alert', Buffer.from([1, 0])) },
    { from: 'client', what: 'fin' },
    { from: 'server', what: 'fin' },
  ];
})();
const packets = packetsOf(speech);
const keylog = keylogOf(allLabels);

/** What must hold of any events: time never runs back, a connection opens once and first, and is silent once it is closed. */
function checkOrder(lines: readonly string[]): void {
  let lastAtMs = 0;
  const opened = new Set<string>();
  const closed = new Set<string>();
  for (const line of lines) {
    const [, at = '', connection = '', kind = ''] = /^\+(\S+) \[(\d+)\] (\S+)/.exec(line) ?? [];
    assert.ok(Number(at) >= lastAtMs, `time ran back: ${line}`);
    lastAtMs = Number(at);
    if (connection === '0') continue;
    assert.equal(kind === 'opened', !opened.has(connection), `opened once and first: ${line}`);
    assert.ok(!closed.has(connection), `silent once closed: ${line}`);
    opened.add(connection);
    if (kind === 'closed') closed.add(connection);
  }
}

async function readAny(file: Uint8Array, keys: string): Promise<string[] | 'unusable'> {
  try {
    const lines = await readLines(file, { keylog: keys });
    checkOrder(lines);
    return lines;
  } catch (error) {
    assert.ok(error instanceof CaptureUnusable, String((error as Error).stack));
    return 'unusable';
  }
}

async function* cutAt(file: Uint8Array, places: readonly number[]): AsyncGenerator<Uint8Array> {
  const sorted = [0, ...places.toSorted((a, b) => a - b), file.length];
  for (const [index, start] of sorted.entries()) {
    const end = sorted[index + 1];
    // A copy: a reader that keeps what it was only lent would see the next piece in it.
    if (end !== undefined) yield file.slice(start, end);
  }
}

test('Law 2, split: a capture cut anywhere gives the same events', async () => {
  const whole = await readLines(real, { keylog: realKeylog });
  const places = fc.array(fc.nat({ max: real.length }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(places, async (cuts) => {
      assert.deepEqual(await readLines(cutAt(real, cuts), { keylog: realKeylog }), whole);
    }),
    { numRuns: isLongRun ? 2000 : 100 },
  );
});

/** Each packet anywhere within a few places, some twice: what a network and a capture may do without losing anything. */
const moves = fc.array(fc.record({ jump: fc.nat({ max: 3 }), copies: fc.integer({ min: 1, max: 2 }) }), {
  minLength: packets.length,
  maxLength: packets.length,
});
const synCount = 2;

/** The SYNs may change places with each other only: behind data a SYN is another connection. */
function mix(chosen: readonly { readonly jump: number; readonly copies: number }[]): FileRecord[] {
  return packets
    .flatMap((packet, index) => {
      const { jump, copies } = chosen[index]!;
      const place = index < synCount ? index + (jump % 2) * (synCount - index) : index + synCount + jump;
      return Array.from({ length: copies }, () => ({ packet, place }));
    })
    .toSorted((a, b) => a.place - b.place)
    .map(({ packet }, index) => ({ frame: packet.frame, atMs: index }));
}

/** The application's bytes of a direction, without times. */
const said = (lines: readonly string[], arrow: string): string =>
  lines.flatMap((line) => new RegExp(`^\\S+ \\[1\\] ${arrow} (.*)`).exec(line)?.[1] ?? []).join('|');

test('packets that are mixed and repeated: what was said stays the same', async () => {
  await fc.assert(
    fc.asyncProperty(moves, async (chosen) => {
      const lines = await readLines(pcapFile(mix(chosen)), { keylog });
      checkOrder(lines);
      assert.equal(said(lines, 'C>'), '"first question"|"second question"');
      assert.equal(said(lines, 'S>'), '3000 bytes');
    }),
    { numRuns: isLongRun ? 5000 : 300 },
  );
});

test('packets that are lost: what comes out is in order, and only what was said', async () => {
  const losses = fc.array(fc.boolean(), { minLength: packets.length, maxLength: packets.length });
  await fc.assert(
    fc.asyncProperty(losses, async (isLost) => {
      const records = packets.filter((_, index) => index < 3 || !isLost[index]);
      const lines = await readLines(pcapFile(records), { keylog });
      checkOrder(lines);
      const isDark = lines.some((line) => line.includes('missing'));
      if (!isDark) assert.ok('"first question"|"second question"'.includes(said(lines, 'C>')));
    }),
    { numRuns: isLongRun ? 5000 : 300 },
  );
});

interface Mutation {
  readonly at: number;
  readonly value: number;
  readonly what: 'set' | 'cut' | 'insert' | 'repeat';
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat({ max: 255 })),
  what: fc.constantFrom('set', 'set', 'set', 'cut', 'insert', 'repeat'),
});

function change(bytes: Buffer, { at, value, what }: Mutation): Buffer {
  const place = bytes.length === 0 ? 0 : at % bytes.length;
  const before = bytes.subarray(0, place);
  const after = bytes.subarray(place);
  switch (what) {
    case 'set':
      return Buffer.concat([before, Buffer.from([value]), after.subarray(1)]);
    case 'cut':
      return Buffer.concat([before, after.subarray(value)]);
    case 'insert':
      return Buffer.concat([before, Buffer.alloc(value % 16, value), after]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, value), after]);
  }
}

const mutate = (file: Buffer, mutations: readonly Mutation[]): Buffer => mutations.reduce(change, Buffer.from(file));

const victims: readonly { name: string; file: Buffer; keys: string }[] = [
  { name: 'a real one (pcapng)', file: real, keys: realKeylog },
  { name: 'a built one (pcap)', file: pcapFile(packets), keys: keylog },
];

for (const { name, file, keys } of victims) {
  test(`Law 4, tolerance: a damaged capture, ${name}`, async () => {
    let readCount = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 12 }), async (mutations) => {
        if ((await readAny(mutate(file, mutations), keys)) !== 'unusable') readCount += 1;
      }),
      { numRuns: isLongRun ? 20_000 : 600 },
    );
    assert.ok(readCount > 0, 'some were read');
  });
}

test('Law 4, tolerance: packets of noise in a sound file', async () => {
  const noise = fc.array(fc.uint8Array({ maxLength: 120 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(noise, fc.constantFrom(0, 1, 101, 108, 113, 276), async (frames, linkType) => {
      const records = frames.map((frame, atMs) => ({ atMs, frame }));
      await readAny(pcapFile(records, { linkType }), keylog);
    }),
    { numRuns: isLongRun ? 10_000 : 300 },
  );
});

test('Law 4, tolerance: both sides of a connection talk noise that looks like TLS', async () => {
  const record = fc
    .tuple(fc.integer({ min: 19, max: 25 }), fc.uint8Array({ maxLength: 60 }))
    .map(([type, body]) => Buffer.concat([Buffer.from([type, 3, 3, 0, body.length]), body]));
  const step = fc
    .tuple(fc.constantFrom('client', 'server'), record)
    .map(([from, what]): ScriptStep => ({ from, what }));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const hello = speech.slice(0, 3);
      await readAny(pcapFile(packetsOf([...hello, ...steps])), keylog);
    }),
    { numRuns: isLongRun ? 10_000 : 300 },
  );
});
