// HPACK: what an encoder says is what the decoder reads, whichever forms it chooses; an encoder that we did not write (Node's nghttp2)
// is read alike; no bytes whatever make it throw, and a broken context stays broken.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { HpackDecoder } from '../../src/core/decode/index.js';
import { type Field, HpackEncoder } from '../support/hpack-encoder.js';
import { isLongRun } from '../support/paths.js';

const runCount = isLongRun ? 5000 : 200;
const anyByte = fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte));
const anyText = fc.string({ unit: anyByte, maxLength: 200 });
const anyName = fc.oneof(fc.constantFrom(':path', 'date', 'content-type', 'x-a', 'x-b'), anyText);
const anyField: fc.Arbitrary<Field> = fc.tuple(anyName, fc.oneof(fc.constantFrom('', 'a', 'b'), anyText));
const anyForm = fc.record({ indexing: fc.constantFrom('with', 'without', 'never'), isHuffman: fc.boolean() });

test('what is encoded is decoded: every form, table sizes that change, entries that are evicted', () => {
  const block = fc.record({
    tableBytes: fc.option(fc.integer({ min: 0, max: 4096 }), { nil: undefined }),
    fields: fc.array(fc.tuple(anyField, anyForm), { maxLength: 12 }),
  });
  fc.assert(
    fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
      const encoder = new HpackEncoder();
      const decoder = new HpackDecoder();
      for (const { tableBytes, fields } of blocks) {
        const parts = tableBytes === undefined ? [] : [encoder.encodeSizeUpdate(tableBytes)];
        for (const [field, form] of fields) parts.push(encoder.encodeField(field, form));
        const decoded = decoder.decode(Buffer.concat(parts));
        assert.equal(decoded.problem, null);
        assert.deepEqual(
          decoded.fields,
          fields.map(([field]) => field),
        );
      }
    }),
    { numRuns: runCount },
  );
});

test('a decoder that joins late is never wrong: what it does not know stands as ?', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(anyField, anyForm), { maxLength: 8 }), { minLength: 2, maxLength: 8 }),
      fc.nat(7),
      (blocks, missedCount) => {
        const encoder = new HpackEncoder();
        const decoder = new HpackDecoder({ isLateJoin: true });
        for (const [index, fields] of blocks.entries()) {
          const bytes = Buffer.concat(fields.map(([field, form]) => encoder.encodeField(field, form)));
          if (index < missedCount) continue;
          const decoded = decoder.decode(bytes);
          assert.equal(decoded.problem, null);
          assert.equal(decoded.fields.length, fields.length);
          for (const [at, [name, value]] of decoded.fields.entries()) {
            const [wanted] = fields[at] ?? [['', '']];
            assert.ok(name === '?' || name === wanted[0], `${name} for ${wanted[0]}`);
            assert.ok(value === '?' || value === wanted[1], `${value} for ${wanted[1]}`);
          }
        }
      },
    ),
    { numRuns: runCount },
  );
});

test('Law 4 (tolerance): any bytes; a broken context says the same for ever', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 6 }), fc.boolean(), (blocks, isLateJoin) => {
      const decoder = new HpackDecoder({ isLateJoin });
      for (const block of blocks) {
        const { problem } = decoder.decode(block);
        assert.ok(decoder.tableSizeBytes <= 1024 * 1024);
        if (problem === null || problem.code === 'hpack/list-too-large') continue;
        assert.deepEqual(decoder.decode(Uint8Array.of(0x82)).problem, problem);
        return;
      }
    }),
    { numRuns: runCount * 5 },
  );
});

const frameHeadBytes = 9;
const prefaceBytes = 24;
const headersType = 1;
/** As many as a client may open before it knows the server's SETTINGS. */
const requestCount = 100;

function findBlocks(sent: Buffer): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let at = prefaceBytes; at < sent.length; ) {
    const lengthBytes = sent.readUIntBE(at, 3);
    const from = at + frameHeadBytes;
    if (sent[at + 3] === headersType) blocks.push(sent.subarray(from, from + lengthBytes));
    at = from + lengthBytes;
  }
  return blocks;
}

test('header blocks of Node (nghttp2), 100 requests on one connection', async () => {
  const token = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789-'),
    minLength: 1,
    maxLength: 12,
  });
  const printable = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    maxLength: 60,
  });
  const requests = fc.sample(fc.array(fc.tuple(token, printable), { maxLength: 8 }), {
    numRuns: requestCount,
    seed: 1,
  });
  const pieces: Buffer[] = [];
  const wire = new Duplex({
    read: () => undefined,
    write: (piece: Buffer, _encoding, done) => {
      pieces.push(Buffer.from(piece));
      done();
    },
  });
  const session = http2.connect('http://h.example', { createConnection: () => wire });
  session.on('error', () => undefined);
  const expected = requests.map((pairs, index): Field[] => {
    const plain = pairs.map(([name, value]): Field => [`x-${name}`, value]);
    const fields = Object.fromEntries([[':path', `/chunk?n=${index}`], ...plain]);
    session.request(fields).on('error', () => undefined);
    return [...Object.entries(fields)];
  });
  await new Promise((resolve) => setImmediate(resolve));
  session.destroy();
  await once(session, 'close');
  const decoder = new HpackDecoder();
  const blocks = findBlocks(Buffer.concat(pieces));
  assert.equal(blocks.length, expected.length);
  for (const [index, block] of blocks.entries()) {
    const { fields, problem } = decoder.decode(block);
    assert.equal(problem, null);
    assert.deepEqual(
      fields.filter(([name]) => name === ':path' || name.startsWith('x-')).sort(),
      [...(expected[index] ?? [])].sort(),
    );
  }
});
