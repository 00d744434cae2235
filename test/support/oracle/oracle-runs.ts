// All runs of the oracle, in the order of the table: what is healthy, a run for each cause, a run for each rule. A new one is an entry in
// one of the lists.

import { whyWithout } from '../tools.js';
import { causeRuns } from './cause-runs.js';
import { clientRuns } from './client-runs.js';
import { costRuns } from './cost-runs.js';
import { endRuns } from './end-runs.js';
import { healthyRuns } from './healthy-runs.js';
import type { OracleRun } from './oracle-run.js';
import { refusalRuns } from './refusal-runs.js';
import { warningRuns } from './warning-runs.js';

export const oracleRuns: readonly OracleRun[] = [
  ...healthyRuns,
  ...causeRuns,
  ...refusalRuns,
  ...endRuns,
  ...warningRuns,
  ...costRuns,
  ...clientRuns,
];

/** Why this system cannot carry it out; false where it can. */
export const whyNot = ({ tool }: OracleRun): string | false => (tool === undefined ? false : whyWithout(tool));
