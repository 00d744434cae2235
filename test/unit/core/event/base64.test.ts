// base64 of captured bodies: RFC 4648 10, agreement with Node's own, and text that is none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64, encodeBase64 } from '../../../../src/core/event/index.js';

test('the examples of RFC 4648 10', () => {
  const examples = {
    '': '',
    f: 'Zg==',
    fo: 'Zm8=',
    foo: 'Zm9v',
    foob: 'Zm9vYg==',
    fooba: 'Zm9vYmE=',
    foobar: 'Zm9vYmFy',
  };
  for (const [plain, coded] of Object.entries(examples)) {
    assert.equal(encodeBase64(new TextEncoder().encode(plain)), coded);
    assert.equal(new TextDecoder().decode(decodeBase64(coded)), plain);
  }
});

test('any bytes come back, and Node agrees on the text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
      const text = encodeBase64(bytes);
      assert.equal(text, Buffer.from(bytes).toString('base64'));
      assert.deepEqual(decodeBase64(text), bytes);
    }),
    { numRuns: 50 },
  );
});

test('text that is no base64 ends the decoding, without an exception', () => {
  assert.deepEqual(decodeBase64('Zm9v\u20acZm9v'), new TextEncoder().encode('foo'));
  fc.assert(fc.property(fc.string(), (text) => decodeBase64(text).length <= text.length));
});
