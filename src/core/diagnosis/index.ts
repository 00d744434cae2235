export { describeRules } from './describe-rules.js';
export { diagnose, type FactSource } from './diagnose.js';
export { FactCollector } from './facts/index.js';
export type { Answer, Rule } from './rule.js';
export { rules } from './rules/index.js';
