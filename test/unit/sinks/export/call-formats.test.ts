// csv, ndjson and har over genuine captures and hostile names: each read by the ecosystem's own reader (csv-parse, har-schema).
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'csv-parse/sync';
import type { Analyzer } from '../../../../src/core/analyzer.js';
import { formats, renderHar } from '../../../../src/sinks/export/index.js';
import { fixturesFolder } from '../../../support/paths.js';
import { observeCapture } from '../../../support/read-report.js';
import { createFeed, sampleReport } from '../../../support/sample-report.js';
import { analyzeScript } from '../../../support/session-script.js';

type Details = Pick<Analyzer, 'calls' | 'series' | 'stalls'>;
const render = async (id: string, report = sampleReport, details: Details = createFeed()): Promise<string> => {
  const format = formats.find((one) => one.id === id);
  assert.ok(format?.from === 'report');
  return format.render(report, details);
};

const load = createRequire(import.meta.url);
const schemas = load('har-schema') as Readonly<Record<string, { $id: string; $schema?: string }>>;
const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
// Written for draft 6, of which it uses nothing that later ones have not.
for (const { $schema: _draft, ...schema } of Object.values(schemas)) ajv.addSchema(schema);
const validateHar = ajv.getSchema('har.json#') ?? ajv.getSchema('har.json');

interface Har {
  readonly log: {
    readonly pages: readonly { readonly id: string }[];
    readonly entries: readonly {
      readonly pageref?: string;
      readonly time: number;
      readonly timings: Readonly<Record<string, number>>;
      readonly request: { readonly url: string; readonly bodySize: number };
      readonly _pbs: Readonly<Record<string, unknown>>;
    }[];
  };
}

function checkHar(text: string): Har {
  const har = JSON.parse(text) as Har;
  assert.ok(validateHar !== undefined);
  assert.ok(validateHar(har), JSON.stringify(validateHar.errors));
  for (const { time, timings } of har.log.entries) {
    const sum = Object.values(timings).reduce((total, part) => total + Math.max(0, part), 0);
    assert.ok(Math.abs(time - sum) < 0.001, `${time} is not ${sum}`);
  }
  return har;
}

const capture = join(fixturesFolder, 'captures', 'pbs-3.2.4', '03b-image-backup-again.pcapng');
let observed: Awaited<ReturnType<typeof observeCapture>>;
before(async () => {
  observed = await observeCapture(capture);
});

test('har: a genuine session is valid by the schema, a page per session, an entry per call', () => {
  const { report, calls } = observed;
  const har = checkHar(renderHar(report, { calls: () => calls, series: () => [], stalls: () => [] }));
  assert.deepEqual(
    har.log.pages.map((page) => page.id),
    report.sessions.map((session) => `session-${session.id}`),
  );
  assert.deepEqual(
    har.log.entries.map((entry) => entry._pbs['operation']),
    calls.map((call) => call.operation),
  );
});

test('har: open, reset and refused calls are valid too', async () => {
  const har = checkHar(await render('har'));
  assert.ok(har.log.entries.some((entry) => entry._pbs['isStuck'] === true));
});

test('har: blocked is the time before a shut window, taken off the sending', async () => {
  const [call] = createFeed().calls({});
  assert.ok(call !== undefined);
  const blocked = { ...call, uploadMs: 100, blockedMs: 70, waitMs: 5, responseMs: 1, durationMs: 106 };
  const har = checkHar(
    await render('har', sampleReport, { calls: () => [blocked], series: () => [], stalls: () => [] }),
  );
  const [entry] = har.log.entries;
  assert.equal(entry?.time, 106);
  assert.deepEqual([entry?.timings['blocked'], entry?.timings['send']], [70, 30]);
});

test('har: names from the wire make no invalid addresses', () => {
  const hostile = analyzeScript(
    '+0 [1] opened\n+1 [1] C> request 1 GET /previous?archive-name=%zz"<a>%20b\\ü\n+2 [1] S> reply 1 200',
  );
  checkHar(renderHar(hostile.report(), hostile));
});

test('csv: what csv-parse reads back is the rows, whatever stands in them', async () => {
  const [call] = createFeed().calls({});
  assert.ok(call !== undefined);
  const target = '/previous?archive-name=a,"b"\r\nc';
  const text = await render('csv', sampleReport, {
    calls: () => [call, { ...call, target, archive: null }],
    series: () => [],
    stalls: () => [],
  });
  const rows: Record<string, string>[] = parse(text, { columns: true });
  assert.equal(rows.length, 2);
  assert.equal(rows[1]?.['target'], target);
  assert.equal(rows[1]?.['archive'], '');
  assert.equal(rows[0]?.['startedAt'], '2026-11-24T07:59:08.600Z');
  assert.equal(rows[0]?.['requestBytes'], String(call.requestBytes));
});

test('ndjson: a value per line, the same columns as csv', async () => {
  const lines = (await render('ndjson')).trimEnd().split('\n');
  assert.equal(lines.length, createFeed().calls({}).length);
  const [header] = (await render('csv')).split('\r\n');
  for (const line of lines) assert.deepEqual(Object.keys(JSON.parse(line) as object), header?.split(','));
});

test('chunks of a genuine backup know the append that took them up', async () => {
  const { calls } = await observeCapture(join(fixturesFolder, 'captures', 'pbs-3.2.4', '12-multi-archive.pcap.gz'));
  const byId = new Map(calls.map((call) => [call.id, call]));
  const chunks = calls.filter((call) => /^upload(Dynamic|Fixed)Chunk$/.test(call.operation));
  assert.ok(chunks.length > 0);
  for (const chunk of chunks) {
    const append = byId.get(chunk.appendedBy ?? 0);
    assert.match(append?.operation ?? '', /^append/);
    assert.equal(append?.archive, chunk.archive);
    assert.ok((append?.startedAtMs ?? 0) >= chunk.startedAtMs);
  }
});
