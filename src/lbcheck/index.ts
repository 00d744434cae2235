// Front door of the load balancer checks: active questions to a box in front of PBS, and what their answers mean for backups.
export { type Backend, startBackend } from './backend/index.js';
export type { Check, CheckState, Depth } from './check.js';
export { checks } from './checks/index.js';
export { renderCheckLine, renderJson, renderJunit, renderPlan, renderText } from './output/index.js';
export { type Account, defaultReplyTimeoutMs } from './probe/index.js';
export { products } from './products/index.js';
export { type LbCheckOptions, type LbCheckReport, type Progress, runChecks } from './run-checks.js';
export { compareTaps, renderComparison, type TapDifference } from './taps/index.js';
export type { FindingClass, Outcome, Verdict } from './verdict/index.js';
