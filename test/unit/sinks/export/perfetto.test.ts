// Chrome trace events of a genuine session: each slice begins and ends, each arrow has both ends, and chunks lead to appends.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Analyzer } from '../../../../src/core/analyzer.js';
import { renderPerfetto } from '../../../../src/sinks/export/perfetto.js';
import { fixturesFolder } from '../../../support/paths.js';
import { decodeCapture, observeCapture } from '../../../support/read-report.js';

interface TraceEvent {
  readonly ph: string;
  readonly id?: string | number;
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly name: string;
}

test('slices and arrows are whole', async () => {
  const { report, calls } = await observeCapture(
    join(fixturesFolder, 'captures', 'pbs-3.2.4', '12-multi-archive.pcap.gz'),
  );
  const details = { calls: () => calls, series: () => [], stalls: () => [] };
  const { traceEvents } = JSON.parse(renderPerfetto(report, details)) as { traceEvents: readonly TraceEvent[] };
  const ids = (ph: string): string[] =>
    traceEvents
      .filter((one) => one.ph === ph)
      .map((one) => String(one.id))
      .sort();
  assert.equal(ids('b').length, calls.length);
  assert.deepEqual(ids('b'), ids('e'));
  assert.deepEqual(ids('s'), ids('f'));
  assert.ok(ids('s').length > calls.filter((call) => call.appendedBy !== null).length);
  for (const one of traceEvents) if (one.ph !== 'M') assert.ok((one.ts ?? -1) >= 0);
});

test('counters show the bytes in flight of each second', async () => {
  const { events, startedAtUnixMs } = await decodeCapture(
    join(fixturesFolder, 'captures', 'pbs-3.2.4', '12-multi-archive.pcap.gz'),
  );
  const analyzer = new Analyzer({ source: { kind: 'capture', name: 'x' }, startedAtUnixMs });
  for (const event of events) analyzer.feed(event);
  const { traceEvents } = JSON.parse(renderPerfetto(analyzer.report(), analyzer)) as {
    traceEvents: readonly (TraceEvent & { readonly args?: { readonly bytes?: number } })[];
  };
  const counted = traceEvents.filter((one) => one.name === 'bytes in flight').map((one) => one.args?.bytes);
  assert.deepEqual(
    counted,
    analyzer.series({ session: 1 }).map((point) => point.unansweredMaxBytes),
  );
  assert.ok(counted.some((bytes) => (bytes ?? 0) > 0));
});
