// The bound on bodies that are not whole yet. In: streams fed by hand, a small bound. Out: which body is broken off, and that what
// was held is let go.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { isRefusal } from '../../../../src/pbs-server/refusal.js';
import { createBodyReader } from '../../../../src/pbs-server/transport/read-body.js';

const boundBytes = 100;
function describe(outcome: unknown): string {
  if (isRefusal(outcome)) return outcome.text;
  return outcome instanceof Uint8Array ? `${outcome.length} bytes` : String(outcome);
}
/** What a stream has been given is taken when the loop has come round. */
const taken = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const broken = 'error reading a body from connection: connection reset';

test('of all unfinished bodies together a bound is kept; the one that passes it is broken off, the others go on', async () => {
  const reader = createBodyReader(boundBytes);
  const [one, two] = [new PassThrough(), new PassThrough()];
  const [first, second] = [reader.readBody(one, 1000), reader.measureBody(two, 1000)];
  one.write(Buffer.alloc(60));
  await taken();
  two.write(Buffer.alloc(60));
  assert.equal(describe(await second), broken);
  assert.equal(two.destroyed, true);
  one.end(Buffer.alloc(40));
  assert.equal(describe(await first), '100 bytes');
});

test('what a body held is let go when it is whole, too large, or broken', async () => {
  const reader = createBodyReader(boundBytes);
  const read = async (end: (stream: PassThrough) => void): Promise<string> => {
    const stream = new PassThrough();
    const body = reader.readBody(stream, 90);
    stream.write(Buffer.alloc(80));
    await taken();
    end(stream);
    return describe(await body);
  };
  assert.equal(await read((stream) => stream.end()), '80 bytes');
  assert.equal(await read((stream) => stream.end(Buffer.alloc(15))), 'too-large');
  assert.equal(await read((stream) => stream.destroy()), broken);
  assert.equal(await read((stream) => stream.end()), '80 bytes');
});

test('a body that is only counted from its limit on holds nothing', async () => {
  const reader = createBodyReader(boundBytes);
  const long = new PassThrough();
  const body = reader.measureBody(long, 50);
  for (let i = 0; i < 10; i += 1) long.write(Buffer.alloc(40));
  long.end();
  assert.deepEqual(await body, { lengthBytes: 400, bytes: Buffer.alloc(0) });
});
