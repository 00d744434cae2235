export { checkAssertion, type GateResult } from './check-assertion.js';
export { type FailOn, findingsFrom, severities } from './check-verdicts.js';
export { type Assertion, assertionExamples, parseAssertion } from './parse-assertion.js';
export { describeQuantity, quantities } from './quantities.js';
