// In: every capture and trace in fixtures. Out: all views at all sizes show it without an exception, live and recorded.
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { Analyzer } from '../../src/core/analyzer.js';
import type { Event } from '../../src/core/event/index.js';
import { fixturesFolder, isLongRun } from '../support/paths.js';
import { decodeCapture, listCaptures } from '../support/read-report.js';
import { takeTour } from '../support/tour.js';

const captures = listCaptures(join(fixturesFolder, 'captures'));
/** Of those that tell the same story twice. */
const sample = captures.filter((_, index) => isLongRun || index % 7 === 0);

function analyse(events: readonly Event[]): Analyzer {
  const analyzer = new Analyzer({ source: { kind: 'capture', name: 'capture' }, startedAtUnixMs: 0 });
  for (const event of events) analyzer.feed(event);
  return analyzer;
}

test('there are captures to look at', () => {
  assert.ok(sample.length > 3);
});

for (const capture of sample) {
  test(basename(capture), async () => {
    const { events } = await decodeCapture(capture);
    await takeTour(analyse(events), false);
    await takeTour(analyse(events.slice(0, Math.floor(events.length / 2))), true);
  });
}
