// Metrics read back by a parser of the text format: units, growth, and labels that do not grow with what is backed up.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { Report } from '../../../../src/core/report/index.js';
import { createMetrics, renderPrometheus } from '../../../../src/sinks/telemetry/index.js';
import { createFeed, emptyReport, sampleReport } from '../../../support/sample-report.js';

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly metrics: readonly {
    readonly value?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly count?: string;
  }[];
}
const parse = createRequire(import.meta.url)('parse-prometheus-text-format') as (text: string) => readonly Family[];

const sumOf = (families: readonly Family[], name: string, labels: Readonly<Record<string, string>> = {}): number =>
  (families.find((family) => family.name === `pbscope_${name}`)?.metrics ?? [])
    .filter((metric) => Object.entries(labels).every(([key, value]) => metric.labels?.[key] === value))
    .reduce((sum, metric) => sum + Number(metric.value ?? metric.count), 0);

test('a recording as a scrape at its end', async () => {
  const text = await renderPrometheus(sampleReport, createFeed());
  const families = parse(text);
  const backups = sampleReport.sessions.filter((session) => session.kind !== 'restore');
  const total = (name: 'logicalBytes' | 'uploadedBytes'): number =>
    backups.reduce((sum, session) => sum + session.totals[name], 0);
  assert.equal(sumOf(families, 'logical_bytes_total'), total('logicalBytes'));
  assert.equal(sumOf(families, 'uploaded_bytes_total'), total('uploadedBytes'));
  assert.equal(sumOf(families, 'calls_stuck'), sampleReport.sessions.flatMap((session) => session.stuckCalls).length);
  const answered = createFeed()
    .calls({})
    .filter((call) => call.state === 'answered' && call.operation === 'uploadDynamicChunk');
  // The parser drops the labels of histograms.
  assert.ok(
    text.includes(`call_duration_seconds_count{operation="uploadDynamicChunk"} ${answered.length}
`),
  );
  for (const { name, help, type } of families) {
    assert.match(name, /^pbscope_[a-z_]+$/);
    assert.notEqual(help, '');
    if (type === 'COUNTER') assert.match(name, /_total$/);
  }
});

test('no digest, snapshot or host becomes a label', async () => {
  const text = await renderPrometheus(sampleReport, createFeed());
  assert.doesNotMatch(text, /digest|[0-9a-f]{32}|192\.0\.2|198\.51\.100|host\/|20\d\d-/);
});

const [session] = sampleReport.sessions as [Report['sessions'][number]];
const withLogical = (id: number, logicalBytes: number, store = 'tank'): Report['sessions'][number] => ({
  ...session,
  id,
  kind: 'backup',
  outcome: 'finished',
  sameAs: null,
  store,
  totals: { ...session.totals, logicalBytes },
});

test('counters grow by what a session gained, and stay when it leaves', async () => {
  const metrics = await createMetrics();
  const logical = async (): Promise<number> => sumOf(parse(await metrics.render()), 'logical_bytes_total');
  metrics.update({ ...emptyReport, sessions: [withLogical(1, 100)] });
  assert.equal(await logical(), 100);
  metrics.update({ ...emptyReport, sessions: [withLogical(1, 250), withLogical(2, 1000)] });
  assert.equal(await logical(), 1250);
  metrics.update({ ...emptyReport, sessions: [withLogical(2, 1000)] });
  metrics.update({ ...emptyReport, sessions: [withLogical(2, 1000)] });
  assert.equal(await logical(), 1250);
  assert.equal(sumOf(parse(await metrics.render()), 'sessions_ended_total', { outcome: 'finished' }), 2);
});

test('a client that makes up store names makes no more labels than there is room for', async () => {
  const metrics = await createMetrics();
  const sessions = Array.from({ length: 300 }, (_, index) => withLogical(index + 1, 1, `store-${index}`));
  metrics.update({ ...emptyReport, sessions });
  const families = parse(await metrics.render());
  const labels = new Set(
    families
      .find((family) => family.name === 'pbscope_logical_bytes_total')
      ?.metrics.map((metric) => metric.labels?.['store']),
  );
  assert.equal(labels.size, 101);
  assert.equal(sumOf(families, 'logical_bytes_total', { store: 'other' }), 200);
});
