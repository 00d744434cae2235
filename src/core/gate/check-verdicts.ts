// In: the verdicts of a report and the severity from which on a finding breaks the gate. Out: those findings.
import type { ReportVerdict } from '../report/index.js';

/** From the gravest on. */
export const severities = ['error', 'warning', 'info'] as const satisfies readonly ReportVerdict['severity'][];
export type FailOn = (typeof severities)[number];

export function findingsFrom(failOn: FailOn, verdicts: readonly ReportVerdict[]): ReportVerdict[] {
  const from = severities.indexOf(failOn);
  return verdicts.filter(({ state, severity }) => state === 'found' && severities.indexOf(severity) <= from);
}
