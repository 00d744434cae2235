// The HTML report as a file, without a browser: its size, its policy, what it leaves out and that it says so.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Script } from 'node:vm';
import fc from 'fast-check';
import type { CallRow } from '../../../../src/core/report/index.js';
import { chooseCalls } from '../../../../src/sinks/html/choose-calls.js';
import { chooseSessions, maxShownSessions } from '../../../../src/sinks/html/choose-sessions.js';
import { renderHtml } from '../../../../src/sinks/html/index.js';
import { pageModules, readInlined } from '../../../../src/sinks/html/inlined.js';
import { rootFolder } from '../../../support/paths.js';
import { createFeed, emptyReport, sampleCalls, sampleReport } from '../../../support/sample-report.js';

const dataOf = (document: string): string => /id="page-data">(.*?)<\/script>/s.exec(document)?.[1] ?? '';
const leftOutOf = (document: string): string => /id="left-out".*?<\/section>/s.exec(document)?.[0] ?? '';

const manyCalls = (count: number): CallRow[] =>
  Array.from({ length: count }, (_, index) => ({
    ...sampleCalls[10]!,
    id: index,
    session: 3,
    startedAtMs: 52_000 + index,
    durationMs: (index * 7919) % 5000,
    status: index === count - 2 ? 500 : 200,
  }));

test('less than 1 MB without its data, nothing in it that could be fetched', () => {
  for (const report of [emptyReport, sampleReport]) {
    const document = renderHtml(report, createFeed(report));
    assert.ok(document.length - dataOf(document).length < 300_000, `${document.length} characters`);
    assert.doesNotMatch(
      document,
      /<(link|img|iframe|object|embed|base|form)\b|@import|url\(|\sstyle=|\son\w+=|javascript:/,
    );
    assert.doesNotMatch(document, /\b(src|href)=(?!"#)/);
  }
});

test('the policy names the one script and the one style by their hashes', () => {
  const document = renderHtml(sampleReport, createFeed());
  const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const style = /<style>(.*?)<\/style>/s.exec(document)?.[1] ?? '';
  const script = /<script>(.*?)<\/script>/s.exec(document)?.[1] ?? '';
  assert.ok(
    document.includes(
      `content="default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'"`,
    ),
  );
  assert.equal(script, readInlined().script);
  assert.doesNotMatch(script, /<\/script|<!--/i);
});

test('every module of the page is joined, and the whole compiles', () => {
  const files = readdirSync(join(rootFolder, 'src/sinks/html/page')).filter((name) => name.endsWith('.ts'));
  const typesOnly = ['index.ts', 'page-data.ts'];
  const joined = pageModules
    .filter((path) => path.startsWith('./page/'))
    .map((path) => path.slice(7).replace(/js$/, 'ts'));
  assert.deepEqual([...joined, ...typesOnly].sort(), files.sort());
  const { script } = readInlined();
  assert.ok(new Script(script));
  assert.doesNotMatch(script, /^\s*(import|export) /m);
});

test('the same report gives the same file', () => {
  assert.equal(renderHtml(sampleReport, createFeed()), renderHtml(sampleReport, createFeed()));
});

test('a run of 250 000 calls: a bounded file that says what it leaves out', () => {
  const calls = manyCalls(250_000);
  const document = renderHtml(sampleReport, createFeed(sampleReport, calls));
  assert.ok(document.length < 2_500_000, `${document.length} characters`);
  assert.match(leftOutOf(document), /The timeline draws 20 000 calls of 250 000 calls/);
  const { calls: columns } = JSON.parse(dataOf(document)) as { calls: { isFailed: number[]; startedAtMs: number[] } };
  assert.equal(columns.startedAtMs.length, 20_000);
  assert.equal(columns.isFailed.filter((one) => one === 1).length, 1, 'the failed one is among them');
  assert.equal(leftOutOf(renderHtml(sampleReport, createFeed())), '');
});

const slowestMs = (calls: readonly CallRow[]): number => Math.max(...calls.map((call) => call.durationMs ?? 0));

test('calls are chosen so that what stands out stays, in order, and no more than asked for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 120 }), (count, maxCount) => {
      const all = manyCalls(count);
      const { calls, leftOutCount } = chooseCalls(all, maxCount);
      assert.equal(calls.length, Math.min(count, maxCount));
      assert.equal(calls.length + leftOutCount, count);
      assert.deepEqual(
        [...calls].sort((a, b) => a.id - b.id),
        calls,
      );
      if (count > 1)
        assert.ok(
          calls.some((call) => call.status === 500),
          'the failed one',
        );
      if (maxCount > 1 && count > 0)
        assert.ok(
          calls.some((call) => call.durationMs === slowestMs(all)),
          'the slowest',
        );
    }),
  );
});

test('of very many sessions those with findings are shown, then the newest', () => {
  const [session] = sampleReport.sessions;
  assert.ok(session !== undefined);
  const sessions = Array.from({ length: 200 }, (_, index) => ({ ...session, id: index + 1 }));
  const finding = {
    rule: 'clock',
    state: 'found',
    severity: 'warning',
    title: '',
    because: [],
    advice: '',
    session: 5,
  } as const;
  const report = { ...sampleReport, sessions, verdicts: [{ ...finding, connection: 5, chargedMs: null }] };
  const shown = chooseSessions(report).map((one) => one.id);
  assert.equal(shown.length, maxShownSessions);
  assert.deepEqual([shown[0], shown[1], shown.at(-1)], [5, 162, 200]);
  assert.match(leftOutOf(renderHtml(report, createFeed(report))), /40 of 200 sessions are shown/);
});
