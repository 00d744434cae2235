export { renderCharts } from './charts.js';
export { renderHead } from './head.js';
export { renderRun } from './run.js';
export { renderSessions } from './sessions.js';
export { renderTimeBudgets } from './time-budget.js';
export { maxShownFindings, renderVerdicts } from './verdicts.js';
