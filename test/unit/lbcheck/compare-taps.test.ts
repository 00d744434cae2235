// In: the Events of one session before and behind a box. Out: what the box changed, one line each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event } from '../../../src/core/event/index.js';
import { compareTaps, renderComparison } from '../../../src/lbcheck/index.js';

const target = '//api2/json/backup?backup-id=a&backup-time=1&backup-type=host&store=s';

interface Side {
  readonly target?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly settings?: Readonly<Record<string, number>>;
  readonly end: { readonly by: 'client' | 'server'; readonly how: 'fin' | 'reset'; readonly atMs: number };
}

async function* recordingOf(side: Side): AsyncGenerator<Event> {
  const on = { connection: 1, protocol: 'http1', stream: 1, headBytes: 100 } as const;
  yield {
    ...on,
    kind: 'requestHead',
    atMs: 1,
    firstAtMs: 1,
    method: 'GET',
    target: side.target ?? target,
    authority: 'pbs:8007',
    headers: [['user-agent', 'x'], ...(side.headers ?? [])],
    credential: { scheme: 'token', authId: 'a@pbs!t' },
    upgrade: 'proxmox-backup-protocol-v1',
    hasBody: false,
  };
  yield { ...on, kind: 'responseHead', atMs: 2, firstAtMs: 2, status: 101, headers: [], hasBody: false };
  const settings = side.settings ?? { INITIAL_WINDOW_SIZE: 33_554_432 };
  yield { kind: 'settings', connection: 1, atMs: 3, direction: 'toClient', settings };
  yield { kind: 'closed', connection: 1, ...side.end };
}

const quiet = { by: 'client', how: 'fin', atMs: 10 } as const;

test('recordings of the same session differ in nothing', async () => {
  assert.deepEqual(await compareTaps(recordingOf({ end: quiet }), recordingOf({ end: quiet })), []);
});

test('a box that changes the path, adds a header, speaks HTTP/2 itself and cuts is told line by line', async () => {
  const front = recordingOf({
    settings: { INITIAL_WINDOW_SIZE: 65_535 },
    end: { by: 'server', how: 'fin', atMs: 5003 },
  });
  const back = recordingOf({
    target: target.replace('//', '/'),
    headers: [['via', '1.1 box']],
    end: { by: 'client', how: 'reset', atMs: 5003 },
  });
  assert.equal(
    renderComparison(await compareTaps(front, back)),
    [
      target,
      '  request  The path became /api2/json/backup.',
      '  request  Added: via: 1.1 box',
      '  settings PBS sent INITIAL_WINDOW_SIZE 33554432; the client got INITIAL_WINDOW_SIZE 65535.',
      '  end      The box ended it after 5.0 s of silence: fin to the client, reset to PBS.',
      '',
    ].join('\n'),
  );
});

test('a session that is not behind the box was not passed on', async () => {
  const nothing = (async function* (): AsyncGenerator<Event> {})();
  const [first] = await compareTaps(recordingOf({ end: quiet }), nothing);
  assert.equal(first?.kind, 'missing');
});
