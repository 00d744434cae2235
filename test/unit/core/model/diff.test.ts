// Two reports against each other: which sessions are compared, that the parts sum to the change, which gates break.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  checkDiffGate,
  type DiffGate,
  diffGateExamples,
  diffReports,
  parseDiffGate,
} from '../../../../src/core/model/index.js';
import { causes, type Report, type ReportSession } from '../../../../src/core/report/index.js';
import { sampleReport } from '../../../support/sample-report.js';

const [sample] = sampleReport.sessions;
const session = (changes: Partial<ReportSession>): ReportSession => ({ ...(sample ?? assert.fail()), ...changes });
const reportOf = (...sessions: readonly ReportSession[]): Report => ({ ...sampleReport, sessions, verdicts: [] });
const noTime = Object.fromEntries(causes.map((cause) => [cause, 0])) as ReportSession['timeBudgetMs'];

const arbitrarySession = fc
  .record({
    times: fc.array(fc.nat(1e6), {
      minLength: causes.length,
      maxLength: causes.length,
    }),
    rttMs: fc.nat(500),
    logicalBytes: fc.nat(),
    encodedBytes: fc.nat(),
    finishMs: fc.nat(1e5),
    callCount: fc.nat(1000),
  })
  .map(({ times, rttMs, logicalBytes, encodedBytes, finishMs, callCount }): ReportSession => {
    const timeBudgetMs = Object.fromEntries(causes.map((cause, at) => [cause, times[at] ?? 0]));
    return session({
      timeBudgetMs: timeBudgetMs as unknown as ReportSession['timeBudgetMs'],
      durationMs: times.reduce((sum, ms) => sum + ms, 0),
      rttMs: { client: 0, server: rttMs },
      totals: { ...(sample ?? assert.fail()).totals, logicalBytes, encodedBytes },
      serverMsByOperation: { finish: finishMs },
      callCount,
    });
  });

test('the parts of a change sum to it, whatever the two sessions were', () => {
  fc.assert(
    fc.property(arbitrarySession, arbitrarySession, (before, after) => {
      const [change] = diffReports(reportOf(before), reportOf(after)).sessions;
      const sumMs = (change?.parts ?? []).reduce((sum, { ms }) => sum + ms, 0);
      assert.ok(Math.abs(sumMs - (after.durationMs - before.durationMs)) < 1e-3, `${sumMs}`);
    }),
  );
});

test('a longer way is the round trip: of waiting, of the handshakes and of the upgrade', () => {
  const at = (rttMs: number): ReportSession =>
    session({
      durationMs: 13 * rttMs + 50,
      rttMs: { client: 0, server: rttMs },
      timeBudgetMs: { ...noTime, connect: 2 * rttMs, open: rttMs, roundTrip: 10 * rttMs, clientProduce: 50 },
    });
  const [change] = diffReports(reportOf(at(1)), reportOf(at(80))).sessions;
  const [greatest, ...others] = change?.parts ?? [];
  assert.equal(greatest?.reason, 'roundTripTime');
  assert.equal(Math.round(greatest?.ms ?? 0), 13 * 79);
  assert.deepEqual(greatest?.evidence, { quantity: 'ms', before: 1, after: 80 });
  assert.ok(others.every(({ ms }) => Math.abs(ms) < 1e-9));
});

test('less dedup at the same rate is dedup, not the rate', () => {
  const withShare = (encodedBytes: number): ReportSession =>
    session({
      durationMs: encodedBytes / 1000,
      timeBudgetMs: { ...noTime, requestTransfer: encodedBytes / 1000 },
      totals: { ...(sample ?? assert.fail()).totals, logicalBytes: 1e9, encodedBytes },
    });
  const [change] = diffReports(reportOf(withShare(1e6)), reportOf(withShare(9e6))).sessions;
  assert.equal(change?.parts[0]?.reason, 'dedup');
  assert.equal(Math.round(change?.parts[0]?.ms ?? 0), 8000);
});

test('sessions of one group are compared in order; of two reports with one backup each, those two', () => {
  const named = (id: number, snapshot: string): ReportSession => session({ id, snapshot, kind: 'backup' });
  const pairsOf = (before: Report, after: Report): string[] =>
    diffReports(before, after).sessions.map((one) => `${one.before.id}-${one.after.id}`);
  const before = reportOf(named(1, 'host/a/1'), named(2, 'host/b/1'), named(3, 'host/c/1'));
  const after = reportOf(named(1, 'host/b/2'), named(2, 'host/a/2'), named(4, 'host/d/2'));
  assert.deepEqual(pairsOf(before, after), ['1-2', '2-1']);
  const { onlyBefore, onlyAfter } = diffReports(before, after);
  assert.deepEqual(
    [onlyBefore, onlyAfter].map((all) => all.map(({ id }) => id)),
    [[3], [4]],
  );
  assert.deepEqual(pairsOf(reportOf(named(1, 'host/a/1')), reportOf(named(9, 'host/z/1'))), ['1-9']);
});

test('each example of a gate is read; anything else is none', () => {
  for (const example of diffGateExamples) assert.notEqual(parseDiffGate(example), null, example);
  for (const text of ['', 'faster', 'slower>', 'slower>10', 'slower<10%', 'warning>5%']) {
    assert.equal(parseDiffGate(text), null, text);
  }
});

const gate = (text: string): DiffGate => parseDiffGate(text) ?? assert.fail(text);

test('a gate breaks beyond its limit and says by how much', () => {
  const of = (durationMs: number): Report => reportOf(session({ durationMs, snapshot: 'host/a/1' }));
  const diff = diffReports(of(1000), of(1200));
  assert.deepEqual(checkDiffGate(gate('slower>30%'), diff), []);
  assert.deepEqual(checkDiffGate(gate('slower>10%'), diff), [
    'slower: the session takes longer, by 20 % (allowed 10 %) in host/a/1 (1.00 s, then 1.20 s)',
  ]);
  assert.deepEqual(checkDiffGate(gate('slower'), diffReports(of(1200), of(1000))), []);
});

test('a severity breaks for findings that are new, not for those that were there', () => {
  const finding: Report['verdicts'][number] = {
    rule: 'line-bound',
    state: 'found',
    severity: 'warning',
    title: 'The line is full',
    because: [],
    advice: '',
    session: 1,
    connection: null,
    chargedMs: null,
  };
  const without = reportOf(session({}));
  const withFinding: Report = { ...without, verdicts: [finding] };
  assert.equal(checkDiffGate(gate('warning'), diffReports(without, withFinding)).length, 1);
  assert.deepEqual(checkDiffGate(gate('error'), diffReports(without, withFinding)), []);
  assert.deepEqual(checkDiffGate(gate('warning'), diffReports(withFinding, withFinding)), []);
  assert.deepEqual(checkDiffGate(gate('warning'), diffReports(withFinding, without)), []);
});
