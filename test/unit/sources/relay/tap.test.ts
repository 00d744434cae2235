// The tap: facts and bytes get their connection and time; an observer that throws loses the bytes, not the facts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireEvent } from '../../../../src/core/wire/index.js';
import { startClock } from '../../../../src/sources/relay/index.js';
import { createTap } from '../../../../src/sources/relay/tap.js';

const brief = (event: WireEvent): string =>
  `${event.atMs} ${event.kind}${event.kind === 'problem' ? ` ${event.code}` : ''}`;

function openTap(observe: (event: WireEvent) => void): { tap: ReturnType<typeof createTap>; detached: unknown[] } {
  let atMs = 0;
  const detached: unknown[] = [];
  const tap = createTap({
    connection: 3,
    nowMs: () => {
      atMs += 1;
      return atMs;
    },
    observe,
    onDetached: (error) => detached.push(error),
  });
  return { tap, detached };
}

test('what happens is stamped and handed on', () => {
  const seen: WireEvent[] = [];
  const { tap } = openTap((event) => seen.push(event));
  tap.tell({ kind: 'connected', leg: 'server' });
  tap.sawBytes('toServer', Uint8Array.of(1, 2));
  assert.deepEqual(seen, [
    { kind: 'connected', leg: 'server', connection: 3, atMs: 1 },
    { kind: 'bytes', connection: 3, atMs: 2, direction: 'toServer', bytes: Uint8Array.of(1, 2) },
  ]);
});

test('an observer that throws on bytes still sees the connection end', () => {
  const seen: string[] = [];
  const { tap, detached } = openTap((event) => {
    if (event.kind === 'bytes') throw new Error('broken');
    seen.push(brief(event));
  });
  tap.sawBytes('toServer', Uint8Array.of(1));
  tap.sawBytes('toServer', Uint8Array.of(2));
  tap.tell({ kind: 'closed', by: 'client', how: 'reset' });
  assert.deepEqual(seen, ['2 problem relay/observer-failed', '3 closed']);
  assert.equal(detached.length, 1);
});

test('an observer that always throws is never heard of but once', () => {
  const { tap, detached } = openTap(() => {
    throw new Error('always');
  });
  for (let count = 0; count < 5; count += 1) {
    tap.tell({ kind: 'connected', leg: 'client' });
    tap.sawBytes('toClient', Uint8Array.of(1));
  }
  assert.equal(detached.length, 1);
});

test('the clock starts near zero, never steps back, and counts whole microseconds', () => {
  const clock = startClock();
  let lastMs = 0;
  for (let count = 0; count < 1000; count += 1) {
    const nowMs = clock.nowMs();
    assert.ok(nowMs >= lastMs);
    assert.ok(Math.abs(nowMs * 1000 - Math.round(nowMs * 1000)) < 1e-6);
    lastMs = nowMs;
  }
  assert.ok(lastMs < 60_000);
});
