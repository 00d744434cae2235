// Law 5, conservation: every millisecond of a session is charged to exactly one cause; the causes sum to the session, at every
// moment of the run, whatever the peers do, and in whatever pieces the bytes come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Analyzer } from '../../src/core/analyzer.js';
import type { Event } from '../../src/core/event/index.js';
import { assertConservation } from '../support/budget-lines.js';
import { decodeEvents } from '../support/decode-lines.js';
import { parseEventScript } from '../support/event-script.js';
import { isLongRun } from '../support/paths.js';
import { sampleSession } from '../support/session-bytes.js';
import { analyze, digest, openBackup, openReader } from '../support/session-script.js';

const runCount = isLongRun ? 5000 : 100;
const wid = fc.constantFrom(1, 2);
const letter = fc.constantFrom('a', 'b', 'c', 'd');
const query = 'backup-id=a&backup-time=1&backup-type=vm&benchmark=false&debug=false&store=tank';
const entries = (letters: readonly string[], id: number): string =>
  JSON.stringify({ 'digest-list': letters.map(digest), 'offset-list': letters.map((_, i) => i), wid: id });

const request = fc.oneof(
  fc.constantFrom(
    'GET /previous_backup_time',
    'GET /previous?archive-name=index.json.blob',
    'POST /fixed_index?archive-name=a.img.fidx&size=9',
    'POST /blob?encoded-size=9&file-name=x.blob body',
    'POST /finish',
    'POST /speedtest body',
    'GET /download?file-name=a.img.fidx',
    'PUT /fixed_index body',
  ),
  wid.map((id) => `POST /fixed_close?chunk-count=1&size=9&wid=${id}`),
  letter.map((one) => `GET /chunk?digest=${digest(one)}`),
  fc
    .tuple(letter, wid)
    .map(([one, id]) => `POST /fixed_chunk?digest=${digest(one)}&encoded-size=9&size=9&wid=${id} body`),
);
const stream = fc.integer({ min: 0, max: 9 }).map((n) => 2 * n + 1);
const side = fc.constantFrom('backup', 'reader');
const direction = fc.constantFrom('C', 'S');

const line = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(stream, request).map(([id, text]) => `C> request ${id} ${text}`) },
  { weight: 6, arbitrary: stream.map((id) => `C> end ${id}`) },
  {
    weight: 3,
    arbitrary: fc.tuple(stream, fc.array(letter), wid).map(([id, l, w]) => `C> body ${id} ${entries(l, w)}`),
  },
  { weight: 12, arbitrary: fc.tuple(stream, fc.constantFrom(200, 200, 400)).map(([id, n]) => `S> reply ${id} ${n}`) },
  { weight: 4, arbitrary: stream.map((id) => `S> reply ${id} 200 body`) },
  { weight: 4, arbitrary: stream.map((id) => `S> end ${id}`) },
  { weight: 3, arbitrary: fc.tuple(direction, fc.constantFrom('on', 'off')).map(([d, on]) => `${d}> pressure ${on}`) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(direction, fc.constantFrom('stall', 'unstall'), fc.constantFrom(0, 1, 3))
      .map(([d, w, id]) => `${d}> ${w} ${id}`),
  },
  { weight: 2, arbitrary: direction.map((d) => `${d}> settingsAck`) },
  { weight: 2, arbitrary: fc.nat(12).map((n) => `S> settings MAX_CONCURRENT_STREAMS=${n}`) },
  { weight: 1, arbitrary: fc.constant('C> settings INITIAL_WINDOW_SIZE=4194304 ENABLE_PUSH=0') },
  { weight: 1, arbitrary: fc.tuple(direction, stream).map(([d, id]) => `${d}> reset ${id} CANCEL`) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.nat(3), side).map(([n, s]) => `C> request h1#${n} GET /api2/json/${s}?${query} upgrade=x`),
  },
  { weight: 1, arbitrary: fc.nat(3).map((n) => `C> request h1#${n} POST /api2/json/access/ticket body`) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(3), fc.constantFrom(101, 200, 401, 403)).map(([n, s]) => `S> reply h1#${n} ${s}`),
  },
  { weight: 1, arbitrary: direction.map((d) => `${d}> ended fin`) },
  { weight: 2, arbitrary: fc.tuple(direction, fc.constantFrom('dark', 'resumed')).map(([d, word]) => `${d}> ${word}`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('client', 'server'), fc.constantFrom(0, 9000))
      .map(([leg, n]) => `tcp ${leg} notsent=${n}`),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(direction, stream, fc.constantFrom('', ' window=0/9', ' window=9/0', ' window=?/?'))
      .map(([d, id, windows]) => `${d}> data ${id} 4096${windows}`),
  },
  { weight: 1, arbitrary: fc.tuple(direction, stream).map(([d, id]) => `${d}> goAway ${id} NO_ERROR`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'S> dark',
      'C> dark',
      'closed client fin',
      'closed server reset',
      'S> preface',
      'C> http2 late-join',
      'opened',
      'opened late-join',
      'rtt server 7',
      'rtt client 3',
    ),
  },
);

/** Two connections, the steps of both mixed, up to a minute apart. */
const schedule = fc
  .tuple(
    fc.constantFrom(
      openBackup,
      openReader,
      '',
      `${openBackup}\n${openReader.replaceAll('[1]', '[2]').replaceAll('+0', '+2')}`,
      // Two readers, of which either may be the twin; and a recording that begins in the middle.
      `${openReader}\n${openReader.replaceAll('[1]', '[2]').replaceAll('+0', '+2')}`,
      '+0 [1] opened late-join\n+0 [2] opened late-join',
    ),
    fc.array(fc.tuple(fc.constantFrom(0, 0.25, 1, 20, 400, 60_000), fc.constantFrom(1, 1, 1, 2), line), {
      maxLength: 70,
    }),
    fc.boolean(),
  )
  .map(([opening, steps, hasEnd]): Event[] => {
    let atMs = 2;
    const lines = steps.map(([gapMs, connection, text]) => {
      atMs += gapMs;
      return `+${atMs} [${connection}] ${text}`;
    });
    return parseEventScript([opening, ...lines, ...(hasEnd ? [`+${atMs + 3} sourceEnded`] : [])].join('\n'));
  });

test('conservation: random schedules, asked at every moment', () => {
  fc.assert(
    fc.property(schedule, (events) => {
      const analyzer = new Analyzer({ source: { kind: 'live', name: 'test' }, startedAtUnixMs: 0 });
      for (const event of events) {
        analyzer.feed(event);
        assertConservation(analyzer.report());
        analyzer.advanceTo(event.atMs + 0.125);
        assertConservation(analyzer.report());
      }
      analyzer.advanceTo(9e6);
      assertConservation(analyzer.report());
    }),
    { numRuns: runCount },
  );
});

test('conservation: a recording that shows the end of a connection before what belongs to it', () => {
  const events = parseEventScript(`+2 [1] C> data 1 4096
+22 [1] C> ended fin
+60022 [1] C> request 1 POST /fixed_chunk?digest=${digest('a')}&encoded-size=9&size=9&wid=1 body
+60025 sourceEnded`);
  assertConservation(analyze(events).report());
});

test('asking changes nothing: who is asked often and who is asked once tell the same', () => {
  fc.assert(
    fc.property(schedule, (events) => {
      const often = new Analyzer({ source: { kind: 'trace', name: 'test' }, startedAtUnixMs: 0 });
      for (const event of events) {
        often.feed(event);
        often.report();
      }
      assert.deepEqual(often.report(), analyze(events).report());
    }),
    { numRuns: runCount / 5 },
  );
});

test('conservation: bytes of a session at random times, cut off anywhere', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 5000 }), {
    minLength: sampleSession.length,
    maxLength: sampleSession.length,
  });
  fc.assert(
    fc.property(gaps, fc.nat(sampleSession.length), fc.nat(9), (gapsMs, count, cut) => {
      let atMs = 0;
      const sent = sampleSession.slice(0, count).map((one, index) => {
        atMs += gapsMs[index] ?? 0;
        return { ...one, atMs, bytes: one.bytes.subarray(index === count - 1 ? cut : 0) };
      });
      assertConservation(analyze(decodeEvents(sent)).report());
    }),
    { numRuns: runCount },
  );
});
