// The flags of an emulated line: named lines, what overrides what, what is refused and with which words; the page that lists them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { OperatorError } from '../../../../src/cli/errors/index.js';
import { demoLine, describeLine, lineOptions, namedLines, readLine } from '../../../../src/cli/plans/index.js';
import { rootFolder } from '../../../support/paths.js';

const read = (text: string, usual = null as Parameters<typeof readLine>[1]): ReturnType<typeof readLine> => {
  const flags = new Map(text.split(' ').map((one) => one.replace(/^--/, '').split('=') as [string, string]));
  return readLine((name) => flags.get(name), usual);
};
const refusal = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof OperatorError) return error.message;
    throw error;
  }
  return 'taken';
};

test('no flag is no line, or the usual one', () => {
  assert.equal(read(''), null);
  assert.equal(read('', demoLine), demoLine);
});

test('a flag changes one figure of the named or the usual line', () => {
  assert.deepEqual(read('--wan=dsl --delay=30ms'), { ...namedLines['dsl'], delayMs: 30 });
  assert.deepEqual(read('--handshake-delay=1s', demoLine), { ...demoLine, handshakeDelayMs: 1000 });
  assert.deepEqual(read('--loss=0.5%'), {
    delayMs: 0,
    jitterMs: 0,
    rateBitsPerSec: { toServer: null, toClient: null },
    lossShare: 0.005,
    handshakeDelayMs: 0,
  });
});

test('the rate of one direction wins over that of both', () => {
  assert.deepEqual(read('--wan=dsl --rate=5mbit')?.rateBitsPerSec, { toServer: 5e6, toClient: 5e6 });
  assert.deepEqual(read('--wan=dsl --rate-to-server=5mbit')?.rateBitsPerSec, { toServer: 5e6, toClient: 50e6 });
  assert.deepEqual(read('--rate=5mbit --rate-to-client=1mbit')?.rateBitsPerSec, { toServer: 5e6, toClient: 1e6 });
});

test('what is no line is refused with a next step', () => {
  assert.equal(refusal('--wan=satelite'), 'There is no line named satelite. Did you mean satellite?');
  assert.match(refusal('--wan=zz'), /^There is no line named zz\. Choose one of lan, metro,/);
  assert.equal(
    refusal('--rate=0mbit'),
    '--rate 0mbit lets nothing through. Give a rate above 0, or leave it out for no limit.',
  );
  assert.equal(refusal('--loss=100%'), '--loss 100% lets nothing through. Give less than 100%.');
  assert.match(refusal('--loss=0.01'), /^--loss 0\.01 is not a value with a unit\. Write it like 0\.1%/);
  assert.match(refusal('--delay=10s'), /^A line of 10000 ms one way carries no backup/);
  assert.match(refusal('--delay=1s --rate=10gbit'), /^Such a line would hold 4768 MiB on the way\./);
});

test('a line is said in words, without what it has not', () => {
  const say = (text: string): string => describeLine(read(text) ?? demoLine);
  assert.equal(say(''), '20 ms one way, 100 Mbit/s each way');
  assert.equal(
    say('--wan=dsl --loss=0.1% --handshake-delay=1s'),
    '9 ms one way, up to 2 ms more, 10 Mbit/s to the server, 50 Mbit/s to the client, 0.1 % of packets lost, 1000 ms more for a handshake',
  );
  assert.equal(say('--rate-to-client=512kbit'), '0 ms one way, 0.512 Mbit/s to the client');
});

test('docs/wan.md lists every flag, and the figures of every named line', () => {
  const page = readFileSync(join(rootFolder, 'docs/wan.md'), 'utf8');
  for (const name of Object.keys(lineOptions)) assert.ok(page.includes(`\`--${name}`), `--${name}`);
  const rate = (bitsPerSec: number | null): string =>
    (bitsPerSec ?? 0) >= 1e9 ? `${(bitsPerSec ?? 0) / 1e9} Gbit/s` : `${(bitsPerSec ?? 0) / 1e6} Mbit/s`;
  for (const [name, { delayMs, jitterMs, rateBitsPerSec }] of Object.entries(namedLines)) {
    const jitter = jitterMs === 0 ? '–' : `${jitterMs} ms`;
    const row = `| \`${name}\` | ${delayMs} ms | ${jitter} | ${rate(rateBitsPerSec.toServer)} | ${rate(rateBitsPerSec.toClient)} |`;
    assert.ok(page.includes(row), row);
  }
});
