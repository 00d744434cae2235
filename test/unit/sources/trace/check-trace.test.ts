// What `trace check` says of whole, cut and damaged traces.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTrace, maxShownDamages, TraceUnusable } from '../../../../src/sources/trace/index.js';

const header = `{"format":"pbscope-trace","version":2,"tool":"pbscope 0.0.0","startedAt":"2026-11-24T08:00:00.000Z","ends":{"listen":"a","upstream":"b"},"redacted":["secrets"]}`;
const ping = (atMs: number): string =>
  `{"kind":"ping","connection":1,"atMs":${atMs},"direction":"toServer","isAck":false}`;
const end = '{"kind":"sourceEnded","connection":0,"atMs":9,"reason":"stopped"}';

async function* bytesOf(text: string, fault?: Error): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
  if (fault !== undefined) throw fault;
}

async function damagesOf(text: string, fault?: Error): Promise<string[]> {
  const check = await checkTrace(bytesOf(text, fault));
  return check.damages.map(({ line, what }) => `${line}: ${what}`);
}

test('a whole one', async () => {
  const check = await checkTrace(bytesOf(`${header}\n${ping(1)}\n${ping(2)}\n${end}\n`));
  const { eventCount, connectionCount, durationMs, hasEnd, damageCount } = check;
  assert.deepEqual(
    { eventCount, connectionCount, durationMs, hasEnd, damageCount },
    {
      eventCount: 3,
      connectionCount: 1,
      durationMs: 9,
      hasEnd: true,
      damageCount: 0,
    },
  );
});

test('damage is told by line', async () => {
  const bad = '{"kind":"ping","connection":1,"atMs":-1,"direction":"toServer","isAck":false}';
  assert.deepEqual(await damagesOf(`${header}\n{\n${bad}\n${ping(5)}\n${ping(4)}\n${end}\n${ping(9)}\n`), [
    '2: not JSON',
    '3: atMs: Too small: expected number to be >=0',
    '5: time runs back, from 5 ms to 4 ms',
    '7: an event behind the end',
  ]);
});

test('a cut line, and a file whose packing is damaged', async () => {
  assert.deepEqual(await damagesOf(`${header}\n${ping(1)}\n${ping(2).slice(0, 20)}`), ['3: the last line is cut off']);
  assert.deepEqual(await damagesOf(`${header}\n${ping(1)}\n`, new Error('invalid distance')), [
    '2: the file ends here in damage: invalid distance',
  ]);
});

test('many damages are counted, the first are shown', async () => {
  const check = await checkTrace(bytesOf(`${header}\n${'{\n'.repeat(maxShownDamages + 5)}`));
  assert.equal(check.damageCount, maxShownDamages + 5);
  assert.equal(check.damages.length, maxShownDamages);
});

test('what is no trace is refused', async () => {
  await assert.rejects(checkTrace(bytesOf('hello\n')), TraceUnusable);
});
