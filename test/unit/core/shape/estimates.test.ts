// Sequences of records against what a session is taken for, how many chunks it moved, and what that says of dedup.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateChunks } from '../../../../src/core/shape/estimate-chunks.js';
import { estimateDedup } from '../../../../src/core/shape/estimate-dedup.js';
import { estimateKind } from '../../../../src/core/shape/estimate-kind.js';
import { SessionSigns } from '../../../../src/core/shape/session-signs.js';

/** `C 380 S 131 C 24`: whose record, and the length of what it holds. */
function readSigns(script: string): SessionSigns {
  const signs = new SessionSigns();
  let isClient = true;
  for (const word of script.trim().split(/\s+/)) {
    if (word === 'C' || word === 'S') isClient = word === 'C';
    else signs.feed(isClient ? 'toServer' : 'toClient', Number(word));
  }
  signs.end();
  return signs;
}

function guess(script: string, recordShare = 1): string {
  const signs = readSigns(script);
  const kind = estimateKind(signs, signs.bytes);
  const chunks = estimateChunks(signs, kind, recordShare);
  return `${kind.kind} ${kind.confidence}${chunks === null ? '' : `, ${chunks.count} chunks ${chunks.confidence}`}`;
}

const full = '16384 '.repeat(16);
const manyFull = '16384 '.repeat(40);

test('what a session is taken for', () => {
  const seen: readonly (readonly [script: string, expected: string, what: string])[] = [
    [`C 380 S 131 27 C 24 123 9 ${full} 5735 S 101`, 'backup high, 1 chunks high', 'a chunk, answered'],
    [`C 380 S 131 27 C 24 43 S 13 320 C 44 S 29 9 320 9`, 'backup high, 0 chunks high', 'an index as long as answers'],
    [`C 371 S 138 27 C 24 140 S 382 C 72 S 29 ${full} 5735`, 'restore high, 1 chunks high', 'a chunk, asked for'],
    [`C 380 S 131 C 24 34 78 9 ${manyFull}`, 'benchmark medium', 'bulk behind a head without a digest'],
    [`C 380 S 131 C 24 123 9 ${manyFull}`, 'backup high, 1 chunks low', 'bulk that nobody answered'],
    [`C 380 S 160 C 24 123 9 ${manyFull} S 13`, 'backup medium, 1 chunks low', 'an upgrade in other words'],
    [`C 200 S ${manyFull}`, 'restore low, 1 chunks low', 'a download of whatever kind'],
    ['C 204 S 357', 'api medium', 'a login'],
    ['C 380 S 160 C 24', 'unknown low', 'HTTP/2 and nothing more'],
  ];
  for (const [script, expected, what] of seen) assert.equal(guess(script), expected, what);
});

test('what the capture lacks lowers the confidence; nothing counted is not none', () => {
  const script = `C 380 S 131 27 C 24 123 9 ${full} 5735 S 101`;
  assert.equal(guess(script, 0.99), 'backup high, 1 chunks medium');
  assert.equal(guess(script, 0.5), 'backup high, 1 chunks low');
  assert.equal(guess('C 380 S 131 C 24', 0.5), 'backup high');
});

test('dedup: chunks taken for 4 MiB each, never more than there is, never less than was sent', () => {
  const mib = 2 ** 20;
  const chunksOf = (count: number, meanBytes: number) => ({
    direction: 'toServer' as const,
    count,
    encodedBytes: count * meanBytes,
    meanBytes,
    medianBytes: meanBytes,
    largestBytes: meanBytes,
    confidence: 'high' as const,
    because: '',
  });
  const figures = (count: number, meanBytes: number, logicalBytes: number) => {
    const { dedupRatio, dedupShare, wireRatio, confidence } = estimateDedup(chunksOf(count, meanBytes), logicalBytes);
    return [dedupRatio, dedupShare, wireRatio, confidence];
  };
  assert.deepEqual(figures(10, 2 * mib, 400 * mib), [10, 0.9, 20, 'medium']);
  assert.deepEqual(figures(10, 2 * mib, 20 * mib), [1, 0, 1, 'low']);
  assert.deepEqual(figures(10, 10_000, 400 * mib), [10, 0.9, (400 * mib) / 100_000, 'low']);
  assert.deepEqual(figures(0, 0, 400 * mib), [null, 1, null, 'high']);
});
