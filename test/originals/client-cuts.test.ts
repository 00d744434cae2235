// Where the genuine client cut its streams, against our border finder on the same bytes: the same hash, the same table, the same
// rule. In: captures whose chunks are whole and all new.
import assert from 'node:assert/strict';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { WireDecoder } from '../../src/core/decode/index.js';
import { decodeBlob, maxChunkBytes } from '../../src/core/pbs/index.js';
import { BorderFinder } from '../../src/pbs-client/chunker/index.js';
import { readCapture } from '../../src/sources/pcap/index.js';
import { originalsFolder } from '../support/paths.js';

/** `--chunk-size 64` and the default. */
const captures = [
  ['10-backup-rtt80', 64 * 1024],
  ['01-first-backup-token', 4 * 1024 * 1024],
] as const;

/** Request bodies by stream, with their targets. */
async function readBodies(path: string): Promise<readonly { readonly target: string; readonly body: Buffer }[]> {
  const targets = new Map<number, string>();
  const bodies = new Map<number, Buffer[]>();
  const decoder = new WireDecoder({ capture: () => ({ mode: 'whole', limitBytes: maxChunkBytes * 2 }) });
  const source = { capture: createReadStream(`${path}.pcapng`), keylog: readFileSync(`${path}.keys`, 'utf8') };
  for await (const wireEvent of readCapture(source, () => undefined)) {
    for (const event of decoder.feed(wireEvent)) {
      if (event.kind === 'requestHead' && event.protocol === 'http2') targets.set(event.stream, event.target);
      if (event.kind !== 'bodyPart' || event.direction !== 'toServer') continue;
      const parts = bodies.get(event.stream) ?? [];
      bodies.set(event.stream, [...parts, Buffer.from(event.base64, 'base64')]);
    }
  }
  return [...targets].map(([stream, target]) => ({ target, body: Buffer.concat(bodies.get(stream) ?? []) }));
}

for (const [name, averageBytes] of captures) {
  const path = join(originalsFolder, 'pbs-3.2.4', name);
  test(name, { skip: existsSync(`${path}.pcapng`) ? false : 'the originals are not here' }, async () => {
    const bodies = await readBodies(path);
    const chunks = new Map<string, Uint8Array>();
    const offsets = new Map<number, Map<number, string>>();
    for (const { target, body } of bodies) {
      const digest = /^\/dynamic_chunk\?digest=([0-9a-f]{64})/.exec(target)?.[1];
      if (digest !== undefined) chunks.set(digest, decodeBlob(body, maxChunkBytes) ?? assert.fail(digest));
      if (target !== '/dynamic_index') continue;
      const append = JSON.parse(body.toString()) as { 'digest-list': string[]; 'offset-list': number[]; wid: number };
      const archive = offsets.get(append.wid) ?? new Map<number, string>();
      for (const [index, offset] of append['offset-list'].entries())
        archive.set(offset, append['digest-list'][index] ?? '');
      offsets.set(append.wid, archive);
    }
    let cutCount = 0;
    for (const archive of offsets.values()) {
      const starts = [...archive.keys()].sort((a, b) => a - b);
      const bytes = Buffer.concat(starts.map((start) => chunks.get(archive.get(start) ?? '') ?? assert.fail('known')));
      // The catalog has an average of its own; its one chunk is too small to be cut by either.
      const finder = new BorderFinder(averageBytes);
      const found = [0];
      for (
        let border = finder.scan(bytes, 0);
        border >= 0 && border < bytes.length;
        border = finder.scan(bytes, border)
      )
        found.push(border);
      assert.deepEqual(found, starts);
      cutCount += starts.length;
    }
    assert.ok(cutCount > 5, `${cutCount} chunks`);
  });
}
