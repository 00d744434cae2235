// Whatever happens on the wire, no rule throws, verdicts are the same for the same Events (Law 3), and every rule answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rules } from '../../src/core/diagnosis/index.js';
import type { Event } from '../../src/core/event/index.js';
import { parseEventScript } from '../support/event-script.js';
import { isLongRun } from '../support/paths.js';
import { analyze, openBackup, openReader } from '../support/session-script.js';

const targets = [
  'GET /previous_backup_time',
  'GET /previous?archive-name=root.pxar.didx',
  'POST /dynamic_index?archive-name=root.pxar.didx',
  'POST /dynamic_chunk?digest=aa&encoded-size=5000&size=9000&wid=1 body',
  'PUT /dynamic_index body',
  'POST /dynamic_close?chunk-count=1&size=9000&wid=1',
  'POST /finish',
  'GET /chunk?digest=aa',
  'GET /download?file-name=client.log.blob',
];

/** One line of a script; its time is added later. */
const line = fc
  .record({
    stream: fc.integer({ min: 0, max: 6 }).map((n) => 2 * n + 1),
    target: fc.constantFrom(...targets),
    status: fc.constantFrom(101, 200, 400, 401, 403, 404, 503),
    bytes: fc.integer({ min: 0, max: 9_000_000 }),
    kind: fc.integer({ min: 0, max: 16 }),
  })
  .map(({ stream, target, status, bytes, kind }) => {
    const lines = [
      `C> request ${stream} ${target}`,
      `S> reply ${stream} ${status}`,
      `S> reply ${stream} ${status} body`,
      `S> body ${stream} text`,
      `C> data ${stream} ${bytes} window=${bytes}/0`,
      `C> end ${stream}`,
      `S> data ${stream} ${bytes}`,
      `S> end ${stream}`,
      'C> stall 0',
      'C> unstall 0',
      `S> reset ${stream} INTERNAL_ERROR`,
      `S> goAway ${stream} PROTOCOL_ERROR`,
      `S> settings INITIAL_WINDOW_SIZE=${bytes}`,
      'C> pressure on',
      'tcp server unacked=3 retransmitted=4',
      'C> problem http2/not-http2 text',
      'closed server reset',
    ];
    return lines[kind] ?? '';
  });

const run = fc
  .tuple(
    fc.constantFrom(openBackup, openReader, '+0 [1] opened'),
    fc.array(fc.tuple(fc.constantFrom(1, 40, 900, 5000, 60_000, 700_000), line), { maxLength: 40 }),
  )
  .map(([opening, steps]): Event[] => {
    let atMs = 3;
    const lines = steps.map(([gapMs, text]) => {
      atMs += gapMs;
      return `+${atMs} [1] ${text}`;
    });
    return parseEventScript([opening, ...lines].join('\n'));
  });

test('no rule throws, every rule answers, the same Events give the same verdicts', () => {
  fc.assert(
    fc.property(run, (events) => {
      const { verdicts } = analyze(events).report();
      assert.deepEqual(
        verdicts
          .filter((verdict) => verdict.state === 'failed')
          .map((verdict) => `${verdict.rule} ${verdict.because.join()}`),
        [],
      );
      assert.deepEqual(new Set(verdicts.map((verdict) => verdict.rule)), new Set(rules.map((rule) => rule.id)));
      for (const verdict of verdicts) {
        if (verdict.state !== 'found') continue;
        assert.ok(verdict.because.length > 0 && verdict.advice !== '', verdict.rule);
        assert.doesNotMatch(
          [...verdict.because, verdict.advice].join(),
          /NaN|undefined|Infinity|\[object/,
          verdict.rule,
        );
      }
      assert.deepEqual(analyze(events).report().verdicts, verdicts);
    }),
    { numRuns: isLongRun ? 20_000 : 400 },
  );
});
