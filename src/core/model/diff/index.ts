export type { Evidence, Part, Reason } from './attribute.js';
export { diffReports, type ReportDiff, type SessionChange } from './diff-reports.js';
export { checkDiffGate, type DiffGate, diffGateExamples, diffGateNames, parseDiffGate } from './fail-on.js';
