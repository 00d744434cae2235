// Laws 3 and 4 for the analyzer: the report depends on the Events alone, no sequence of Events makes it throw, and whatever
// peers say, its numbers keep their meaning: JSON as is, counts not below zero, parts not above the whole.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Analyzer } from '../../src/core/analyzer.js';
import type { Event } from '../../src/core/event/index.js';
import { zeroChunkDigest } from '../../src/core/pbs/index.js';
import type { ArchiveTotals, Report } from '../../src/core/report/index.js';
import { parseEventScript } from '../support/event-script.js';
import { isLongRun } from '../support/paths.js';
import { analyze, digest, openBackup, openReader } from '../support/session-script.js';

const runCount = isLongRun ? 3000 : 150;
const size = fc.constantFrom(0, 1, 1000, 4_194_304, 4_194_305, 99_999_999_999, -5, 1e300);
const wid = fc.constantFrom(1, 2, 7);
const anyDigest = fc.constantFrom(digest('a'), digest('b'), digest('c'), zeroChunkDigest, 'no digest');
const name = fc.constantFrom('a.pxar.didx', 'b.img.fidx', 'index.json.blob');
const kind = fc.constantFrom('fixed', 'dynamic');

/** What a peer may ask, sensible or not: method, target, body. */
const request = fc.oneof(
  fc.constant('GET /previous_backup_time'),
  fc.tuple(name).map(([n]) => `GET /previous?archive-name=${n}`),
  fc.tuple(kind, name, size).map(([k, n, s]) => `POST /${k}_index?archive-name=${n}&size=${s}`),
  fc.tuple(name, size).map(([n, s]) => `POST /fixed_index?archive-name=${n}&reuse-csum=${digest('0')}&size=${s}`),
  fc
    .tuple(kind, anyDigest, size, size, wid)
    .map(([k, d, e, s, w]) => `POST /${k}_chunk?digest=${d}&encoded-size=${e}&size=${s}&wid=${w} body`),
  fc.tuple(kind).map(([k]) => `PUT /${k}_index body`),
  fc.tuple(kind, size, size, wid).map(([k, n, s, w]) => `POST /${k}_close?chunk-count=${n}&size=${s}&wid=${w}`),
  fc.tuple(name, size).map(([n, s]) => `POST /blob?encoded-size=${s}&file-name=${n} body`),
  fc.constant('POST /finish'),
  fc.constant('POST /speedtest body'),
  fc.tuple(name).map(([n]) => `GET /download?file-name=${n}`),
  fc.tuple(anyDigest).map(([d]) => `GET /chunk?digest=${d}`),
);
const body = fc
  .tuple(fc.array(fc.tuple(anyDigest, size), { maxLength: 5 }), wid)
  .map(([entries, w]) =>
    JSON.stringify({ 'digest-list': entries.map(([d]) => d), 'offset-list': entries.map(([, s]) => s), wid: w }),
  );
const stream = fc.constantFrom(1, 3, 5, 7, 9);

const line = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(stream, request).map(([s, text]) => `C> request ${s} ${text}`) },
  { weight: 4, arbitrary: fc.tuple(stream, body).map(([s, text]) => `C> body ${s} ${text}`) },
  { weight: 2, arbitrary: fc.tuple(stream, fc.nat(100_000)).map(([s, n]) => `C> data ${s} ${n}`) },
  {
    weight: 6,
    arbitrary: fc.tuple(stream, fc.constantFrom(200, 200, 200, 400, 101)).map(([s, n]) => `S> reply ${s} ${n}`),
  },
  { weight: 3, arbitrary: fc.tuple(stream, wid).map(([s, w]) => `S> reply ${s} 200 body|S> body ${s} {"data":${w}}`) },
  { weight: 1, arbitrary: stream.map((s) => `S> reset ${s} CANCEL`) },
  { weight: 1, arbitrary: fc.constantFrom('C> stall 0', 'C> unstall 0', 'S> dark', 'closed client fin', 'opened') },
  { weight: 1, arbitrary: fc.tuple(fc.nat(9999), fc.nat(9999)).map(([a, b]) => `traffic ${a} ${b}`) },
);

const events: fc.Arbitrary<Event[]> = fc
  .tuple(
    fc.constantFrom(openBackup, openReader, '', '+0 [1] opened late-join'),
    fc.array(line, { maxLength: 80 }),
    fc.nat(3),
  )
  .map(([opening, lines, end]) => {
    const script = lines.flatMap((text, index) => text.split('|').map((one) => `+${3 + index * 7} [1] ${one}`));
    return parseEventScript([opening, ...script, ...(end === 0 ? ['+2000 sourceEnded'] : [])].join('\n'));
  });

test('replay: the same Events, once through JSON, give the same report, calls and series', () => {
  fc.assert(
    fc.property(events, (one) => {
      const first = analyze(one);
      const second = analyze(JSON.parse(JSON.stringify(one)) as Event[]);
      assert.deepEqual(second.report(), first.report());
      assert.deepEqual(second.calls(), first.calls());
      assert.deepEqual(second.series(), first.series());
    }),
    { numRuns: runCount },
  );
});

test('replay: when a report was asked, and how often, changes nothing', () => {
  fc.assert(
    fc.property(events, (one) => {
      const watched = analyze([]);
      for (const event of one) {
        watched.feed(event);
        watched.report();
        watched.calls({ order: 'newest-first', limit: 3 });
      }
      assert.deepEqual(watched.report(), analyze(one).report());
    }),
    { numRuns: Math.ceil(runCount / 3) },
  );
});

test('tolerance: whatever the peers say, the numbers keep their meaning', () => {
  fc.assert(
    fc.property(events, (one) => checkReport(analyze(one))),
    { numRuns: runCount * 2 },
  );
});

function checkReport(analyzer: Analyzer): void {
  const report: Report = analyzer.report();
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report, 'JSON as is');
  assert.equal(report.format, 1);
  for (const session of report.sessions) {
    for (const archive of session.archives) {
      checkCounts(archive);
      assert.ok(archive.knownFromPreviousCount + archive.repeatedCount <= archive.knownCount);
      assert.ok(archive.wastedBytes >= 0);
    }
    checkCounts(session.totals);
    const rows = analyzer.calls({ session: session.id });
    assert.equal(rows.length, session.callCount);
    assert.ok(session.failedCalls.length <= session.callCount);
    const answered = Object.values(session.latency).reduce((sum, latency) => sum + latency.count, 0);
    assert.ok(answered <= session.callCount);
    assert.ok(session.inFlight.mean <= session.inFlight.max);
    for (const latency of Object.values(session.latency)) {
      assert.ok(latency.p50Ms <= latency.p95Ms && latency.p95Ms <= latency.p99Ms && latency.p99Ms <= latency.maxMs);
    }
  }
}

function checkCounts(totals: ArchiveTotals): void {
  for (const [what, value] of Object.entries(totals)) {
    if (typeof value === 'number') assert.ok(value >= 0, `${what} ${value}`);
  }
  assert.ok(totals.knownCount <= totals.chunkCount);
  assert.ok(totals.reusedBytes <= totals.logicalBytes);
  assert.ok(totals.dedupShare === null || totals.dedupShare <= 1);
}
