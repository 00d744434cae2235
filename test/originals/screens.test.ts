// Every original capture through all views of the dashboard at all sizes, without an exception.
import { test } from 'node:test';
import { Analyzer } from '../../src/core/analyzer.js';
import { originalsFolder } from '../support/paths.js';
import { decodeCapture, listCaptures } from '../support/read-report.js';
import { takeTour } from '../support/tour.js';
import { nameOfCapture } from '../support/verdicts-of-captures.js';

for (const capture of listCaptures(originalsFolder)) {
  test(nameOfCapture(capture), async () => {
    const { events, startedAtUnixMs } = await decodeCapture(capture);
    const analyzer = new Analyzer({ source: { kind: 'capture', name: 'capture' }, startedAtUnixMs });
    for (const event of events) analyzer.feed(event);
    await takeTour(analyzer, false);
    await takeTour(analyzer, true);
  });
}
