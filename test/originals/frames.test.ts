// Every HTTP/2 frame of every capture against the independent decode beside it (.frames.jsonl): same types, streams, lengths and
// flags, in the same order per connection and direction; HTTP/1.1 heads by count.
import assert from 'node:assert/strict';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { captureNothing, type FrameRecord, WireDecoder } from '../../src/core/decode/index.js';
import { readCapture } from '../../src/sources/pcap/index.js';
import { witnessFrameNames } from '../support/frame-names.js';
import { originalsFolder } from '../support/paths.js';

interface Witness {
  readonly conn: number;
  readonly dir: 'C' | 'S';
  readonly kind: string;
  readonly sid?: number;
  readonly len?: number;
  readonly fl?: number;
}

const frameKinds = new Set(witnessFrameNames);
/** What a frame is for the comparison; the witness counts connections from 0. */
const describeWitness = (line: Witness): string => `${line.kind} ${line.sid} len=${line.len} fl=${line.fl}`;
const describeOurs = (frame: FrameRecord): string =>
  `${frame.type} ${frame.stream} len=${frame.lengthBytes} fl=${frame.flags}`;

async function decodeFrames(path: string, keylog: string): Promise<FrameRecord[]> {
  const frames: FrameRecord[] = [];
  const decoder = new WireDecoder({ capture: captureNothing, onFrame: (frame) => frames.push(frame) });
  let atMs = 0;
  for await (const event of readCapture({ capture: createReadStream(path), keylog }, () => undefined)) {
    atMs = event.atMs;
    decoder.feed(event);
  }
  decoder.end(atMs, 'capture-end');
  return frames;
}

const bases = existsSync(originalsFolder)
  ? readdirSync(originalsFolder, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.frames.jsonl'))
      .map((name) => name.replace('.frames.jsonl', ''))
      .sort()
  : [];

test('the independent decodes are there', () => {
  assert.ok(bases.length >= 40, `${bases.length} found`);
});

for (const base of bases) {
  test(base, async () => {
    const lines = readFileSync(join(originalsFolder, `${base}.frames.jsonl`), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Witness)
      .filter((line) => frameKinds.has(line.kind));
    const ours = (
      await decodeFrames(
        join(originalsFolder, `${base}.pcapng`),
        readFileSync(join(originalsFolder, `${base}.keys`), 'utf8'),
      )
    ).filter((frame) => frame.type !== 'HTTP1');
    // Connections are numbered by each side in its own way: their frames tell which is which.
    const group = <T>(list: readonly T[], keyOf: (one: T) => string, show: (one: T) => string): string[] => {
      const byKey = new Map<string, string[]>();
      for (const one of list) byKey.set(keyOf(one), [...(byKey.get(keyOf(one)) ?? []), show(one)]);
      // As a set: hops of one session (17-connect-proxy) carry the same frames, and the witness reads only one of them.
      return [...new Set([...byKey.values()].map((frames) => frames.join('\n')))].sort();
    };
    const expected = group(lines, (line) => `${line.conn} ${line.dir}`, describeWitness);
    const found = group(ours, (frame) => `${frame.connection} ${frame.direction}`, describeOurs);
    assert.deepEqual(found, expected);
  });
}
