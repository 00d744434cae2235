// Which calls a fault is for. In: a plan and calls in their order. Out: the calls that it hits; chance is the same in every run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Operation } from '../../../../src/core/pbs/index.js';
import { FaultEngine, type SessionFaults } from '../../../../src/pbs-server/faults/index.js';
import { planOf } from '../../../support/faulty-server.js';

const action = { kind: 'delay', durationMs: 1 };
const engineFor = (match: object, seed = 1): FaultEngine => new FaultEngine(planOf([{ match, do: [action] }], seed));

function openSession(engine: FaultEngine, kind: 'backup' | 'restore' | 'benchmark' = 'backup'): SessionFaults {
  return engine.onUpgrade(kind === 'restore' ? 'openReader' : 'openBackup', '/api2/json/backup', kind).session;
}

function isHit(session: SessionFaults, operation: Operation, values: Record<string, unknown> = {}): boolean {
  return session.onCall({ operation, path: '/x', values: new Map(Object.entries(values)) }).length > 0;
}

/** Which of the first `count` chunks of a session are hit, from 1. */
function hits(engine: FaultEngine, count: number): readonly number[] {
  const session = openSession(engine);
  return Array.from({ length: count }, (_, i) => i + 1).filter(() => isHit(session, 'uploadFixedChunk'));
}

test('counting: nth, every, from, until, alone and together, anew in each session', () => {
  const rows: readonly (readonly [object, readonly number[]])[] = [
    [{}, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [{ nth: 3 }, [3]],
    [{ nth: [2, 9] }, [2, 9]],
    [{ every: 4 }, [4, 8]],
    [{ from: 7 }, [7, 8, 9]],
    [{ until: 2 }, [1, 2]],
    [{ from: 3, every: 3 }, [5, 8]],
    [{ nth: [1, 5], from: 2 }, [5]],
    [{ operation: 'finish' }, []],
    [{ operation: ['finish', 'uploadFixedChunk'], nth: 2 }, [2]],
  ];
  for (const [match, expected] of rows) {
    const engine = engineFor(match);
    for (let session = 0; session < 2; session += 1) assert.deepEqual(hits(engine, 9), expected, JSON.stringify(match));
  }
});

test('only calls for which the other conditions hold are counted', () => {
  const session = openSession(engineFor({ operation: 'uploadFixedChunk', nth: 2 }));
  const calls: readonly Operation[] = ['uploadFixedChunk', 'finish', 'uploadDynamicChunk', 'uploadFixedChunk'];
  assert.deepEqual(
    calls.map((operation) => isHit(session, operation)),
    [false, false, false, true],
  );
});

test('a session by number and by kind', () => {
  const second = engineFor({ session: 2 });
  assert.deepEqual(
    [1, 2, 3].map(() => isHit(openSession(second), 'finish')),
    [false, true, false],
  );
  for (const kind of ['backup', 'restore', 'benchmark'] as const) {
    const engine = engineFor({ session: kind });
    const found = (['backup', 'restore', 'benchmark'] as const).filter((one) =>
      isHit(openSession(engine, one), 'speedtest'),
    );
    assert.deepEqual(found, [kind]);
  }
});

test('an archive by its name, through the number of its writer', () => {
  const answer = new TextEncoder().encode('{"data":7}');
  const rows: readonly (readonly [pattern: string, archive: string, isMatch: boolean])[] = [
    ['root.pxar', 'root.pxar.didx', true],
    ['root.pxar.didx', 'root.pxar.didx', true],
    ['root*', 'root.pxar.didx', true],
    ['*.pxar', 'root.pxar.didx', true],
    ['r*.p*r', 'root.pxar.didx', true],
    ['*', 'x.blob', true],
    ['root', 'root.pxar.didx', false],
    ['a*a', 'a.didx', false],
    ['*x*', 'disk.img.fidx', true],
    ['*y*', 'disk.img.fidx', false],
  ];
  for (const [archive, name, isMatch] of rows) {
    const session = openSession(engineFor({ archive }));
    const values = new Map([['archive-name', name]]);
    session.learnWriter('createDynamicIndex', values, answer);
    assert.equal(isHit(session, 'createDynamicIndex', { 'archive-name': name }), isMatch, `${archive} ${name}`);
    assert.equal(isHit(session, 'uploadDynamicChunk', { wid: '7' }), isMatch);
    assert.equal(isHit(session, 'uploadBlob', { 'file-name': name }), isMatch);
    assert.equal(isHit(session, 'uploadDynamicChunk', { wid: 8 }), false);
    assert.equal(session.asksArchive('finish'), true);
  }
});

test('chance: as often as asked for, the same with the same seed, another with another', () => {
  const count = 2000;
  const first = hits(engineFor({ probability: 0.1 }, 5), count);
  assert.ok(first.length > 150 && first.length < 250, String(first.length));
  assert.deepEqual(hits(engineFor({ probability: 0.1 }, 5), count), first);
  assert.notDeepEqual(hits(engineFor({ probability: 0.1 }, 6), count), first);
  assert.deepEqual(hits(engineFor({ probability: 0 }), 50), []);
  assert.equal(hits(engineFor({ probability: 1 }), 50).length, 50);
});

test('what one session draws does not depend on how others run beside it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 60 }), fc.integer(), (order, seed) => {
      const run = (calls: readonly number[]): string[][] => {
        const engine = engineFor({ probability: 0.5, operation: 'uploadFixedChunk' }, seed);
        const sessions = [0, 1, 2].map(() => openSession(engine));
        const seen: string[][] = [[], [], []];
        for (const one of calls) {
          const session = sessions[one] as SessionFaults;
          const due = session.onCall({ operation: 'uploadFixedChunk', path: '/', values: new Map() });
          seen[one]?.push(due.map(({ random }) => random()).join());
        }
        return seen;
      };
      assert.deepEqual(run(order), run([...order].sort()));
    }),
  );
});

test('an action is due only where it can be done', () => {
  const engine = new FaultEngine(
    planOf([{ do: [{ kind: 'reset', code: 8 }, { kind: 'settings', maxStreams: 1 }, action] }]),
  );
  const kinds = (due: readonly { readonly action: { readonly kind: string } }[]): string =>
    due.map((one) => one.action.kind).join(' ');
  assert.equal(kinds(engine.onRest('rest', '/api2/json/ping')), 'delay');
  const { due, session } = engine.onUpgrade('openBackup', '/api2/json/backup', 'backup');
  assert.equal(kinds(due), 'settings delay');
  assert.equal(kinds(session.onCall({ operation: 'finish', path: '/finish', values: new Map() })), 'reset delay');
});
