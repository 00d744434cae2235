// Flags of `pbscope predict`: every combination of the lists, and what is said to a wrong one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandContext } from '../../../src/cli/command.js';
import { OperatorError } from '../../../src/cli/errors/index.js';
import { readScenarios } from '../../../src/cli/prediction/index.js';

const read = (flags: Readonly<Record<string, unknown>>) => readScenarios({ flags } as unknown as CommandContext);

test('without flags: the usual distances, all else as recorded', () => {
  assert.deepEqual(
    read({ 'slow-start': true }).map(({ rttMs, depth, congestion }) => [rttMs, depth, congestion]),
    [1, 20, 80, 150].map((rttMs) => [rttMs, null, 'slow-start']),
  );
});

test('lists are combined, round trips innermost', () => {
  const scenarios = read({ rtt: '20ms, 0.08s', depth: '1,16', bandwidth: '20mbit', window: '1MiB', client: 'qemu' });
  assert.deepEqual(
    scenarios.map(({ rttMs, depth, bitsPerSec, windowBytes, client, congestion }) =>
      [rttMs, depth, bitsPerSec, windowBytes, client, congestion].join(' '),
    ),
    [
      '20 1 20000000 1048576 qemu none',
      '80 1 20000000 1048576 qemu none',
      '20 16 20000000 1048576 qemu none',
      '80 16 20000000 1048576 qemu none',
    ],
  );
});

const refused = [
  [{ rtt: '80' }, /--rtt 80 is not a value with a unit/],
  [{ rtt: '1ms,' }, /--rtt +is not a value/],
  [{ depth: '0' }, /--depth 0 is no number of calls/],
  [{ depth: '1.5' }, /--depth 1\.5 is no number/],
  [{ window: '1KiB' }, /too small a window/],
  [{ bandwidth: '0mbit' }, /lets nothing through/],
  [{ client: 'qemo' }, /--client qemo is not known/],
  [{ like: 'restic' }, /--like restic is not known/],
  [{ rtt: Array(61).fill('1ms').join(',') }, /61 runs of the session/],
] as const;

for (const [flags, said] of refused) {
  test(`${JSON.stringify(flags).slice(0, 40)} is refused with a next step`, () => {
    assert.throws(
      () => read(flags),
      (error: unknown) => error instanceof OperatorError && said.test(error.message),
    );
  });
}
