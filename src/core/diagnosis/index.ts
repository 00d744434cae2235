export { diagnose } from './diagnose.js';
export { FactCollector } from './facts/index.js';
export type { Rule } from './rule.js';
export { rules } from './rules/index.js';
