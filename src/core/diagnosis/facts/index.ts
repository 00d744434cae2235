export type { CallDepth } from './call-depth.js';
export { FactCollector } from './fact-collector.js';
export { endOf, type LinkFacts } from './link-facts.js';
export { largeBodyBytes, type SessionFacts } from './session-facts.js';
