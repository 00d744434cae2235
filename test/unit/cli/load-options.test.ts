// The flags of `pbscope client load`: what they mean, and one sentence for each that cannot be meant.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandContext } from '../../../src/cli/command.js';
import { loadOptions, readLoadPlan, readPersonality } from '../../../src/cli/commands/client/load-options.js';

const defaults = Object.fromEntries(
  Object.entries(loadOptions).flatMap(([name, option]) => ('default' in option ? [[name, option.default]] : [])),
);
const plan = (flags: Readonly<Record<string, string>>, like = 'file') => {
  const context = { flags: { ...defaults, 'backup-time': '1000', ...flags } } as unknown as CommandContext;
  return readLoadPlan(context, readPersonality(like));
};
const fault = (flags: Readonly<Record<string, string>>, like = 'file'): string => {
  try {
    plan(flags, like);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};

test('the defaults are one session of 1 GiB, all new', () => {
  assert.deepEqual(plan({}), {
    archiveKind: null,
    archiveCount: 1,
    averageChunkBytes: 4_194_304,
    sizeBytes: 2 ** 30,
    dedupShare: 0,
    compressibleShare: 0.5,
    seed: 1,
    sessionCount: 1,
    snapshot: { type: 'host', id: 'load', timeSeconds: 1000, namespace: '' },
    interruptAfter: null,
  });
});

test('sizes, shares and interruptions are read with their units', () => {
  const { sizeBytes, dedupShare, interruptAfter, snapshot } = plan(
    { size: '200GiB', 'dedup-share': '0.98', 'interrupt-after': '10s', 'backup-id': '100' },
    'qemu',
  );
  assert.deepEqual([sizeBytes, dedupShare, interruptAfter], [200 * 2 ** 30, 0.98, { kind: 'time', afterMs: 10_000 }]);
  assert.deepEqual(snapshot, { type: 'vm', id: '100', timeSeconds: 1000, namespace: '' });
  assert.deepEqual(plan({ 'interrupt-after': '2GiB' }).interruptAfter, { kind: 'bytes', afterBytes: 2 ** 31 });
});

test('what cannot be meant is one sentence and a next step', () => {
  assert.match(fault({ size: '200' }), /^--size 200 is not a value with a unit\./);
  for (const share of ['1.1', '98%', '-0.1', '']) assert.match(fault({ 'dedup-share': share }), /is no share\./);
  for (const count of ['0', '1.5', 'many', '9999']) assert.match(fault({ sessions: count }), /is no count\./);
  assert.match(fault({ 'chunk-size': '1KiB' }), /cannot be used\. It is 4KiB to 4MiB\.$/);
  assert.equal(
    fault({ 'archive-kind': 'stream' }, 'qemu'),
    '--like qemu has no stream archives. Leave --archive-kind away.',
  );
  assert.equal(fault({ 'archive-kind': 'disk' }), '--like file has no disk archives. Use stream or image.');
  assert.throws(() => readPersonality('qmeu'), /There is no client qmeu to be like\. Did you mean qemu\?/);
});
