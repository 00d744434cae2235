// Front door of the verdict.
export { type Facts, noFacts } from './facts.js';
export { type Finding, type FindingClass, findingWords, wordOf } from './findings.js';
export { type JudgedCheck, judge, type Outcome, type Verdict } from './judge.js';
