// Law 5 on every capture of real traffic as it was recorded.
import { basename } from 'node:path';
import { test } from 'node:test';
import { assertConservation } from '../support/budget-lines.js';
import { originalsFolder } from '../support/paths.js';
import { listCaptures, observeCapture } from '../support/read-report.js';

for (const capture of listCaptures(originalsFolder)) {
  test(basename(capture), async () => assertConservation((await observeCapture(capture)).report));
}
