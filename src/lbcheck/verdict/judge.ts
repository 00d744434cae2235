// The results of all checks → one verdict. In: results in their order. Out: outcome, findings, facts, the sentence that an admin reads
// first. Pure: what a check saw is all that counts, never the name of a product or of a configuration.
import type { CheckResult, CheckState } from '../check.js';
import { type Facts, noFacts } from './facts.js';
import { type Finding, type FindingClass, findingWords, wordOf } from './findings.js';

export type Outcome = Finding | 'pass' | 'unknown';

export interface JudgedCheck extends CheckResult {
  readonly id: string;
  readonly title: string;
  readonly advice: string | null;
}

export interface Verdict {
  readonly outcome: Outcome;
  /** The outcome first, if something is known. */
  readonly findings: readonly (Finding | 'pass')[];
  /** Of the outcome; null where nothing is wrong, or nothing is known. */
  readonly class: FindingClass | null;
  readonly sentence: string;
  readonly facts: Facts;
}

const switchingProtocols = 101;
/** Without these passing nobody can say that backups are carried. */
const carrying = ['upgrade-backup', 'settings', 'ping'] as const;

export function judge(checks: readonly JudgedCheck[]): Verdict {
  const facts = Object.assign({}, noFacts, ...checks.map(({ facts: own = {} }) => own)) as Facts;
  const found = new Set(checks.flatMap(({ findings = [] }) => findings));
  const all = findingWords.map(({ word }) => word).filter((word) => found.has(word));
  const first = all.find((word) => wordOf(word).is !== 'note');
  // Who also would be refused does not matter where nobody gets a 101.
  const hasNotes = first === undefined || wordOf(first).is === 'limit' || facts.status === switchingProtocols;
  const ordered = all.filter((word) => hasNotes || wordOf(word).is !== 'note');
  const states = new Map<string, CheckState>(checks.map(({ id, state }) => [id, state]));
  const doesCarry = carrying.every((id) => states.get(id) === 'pass');
  const outcome: Outcome = first ?? (doesCarry ? 'pass' : 'unknown');
  return {
    outcome,
    findings: outcome === 'pass' ? ['pass', ...ordered] : ordered,
    class: first === undefined ? null : wordOf(first).is,
    sentence: describeOutcome(outcome, ordered, facts),
    facts,
  };
}

function describeOutcome(outcome: Outcome, findings: readonly Finding[], facts: Facts): string {
  if (outcome === 'unknown')
    return 'Nothing is wrong as far as could be seen, and that is not far enough to say it carries.';
  const held =
    facts.idleHeldSec === null ? '' : ` Silence of ${facts.idleHeldSec} s was survived; longer was not tried.`;
  if (outcome === 'pass') return `Carries backups.${held}`;
  const { is, says } = wordOf(outcome);
  if (is !== 'limit') return `Does not carry backups, because ${says}.`;
  const limits = findings.filter((word) => wordOf(word).is === 'limit').map((word) => describeLimit(word, facts));
  return `Carries backups, but ${limits.join(', and ')}.`;
}

function describeLimit(finding: Finding, { idleLimitSec, ageLimitSec }: Facts): string {
  if (finding === 'pass-with-idle-limit' && idleLimitSec !== null) return `will cut at ${idleLimitSec} s idle`;
  if (finding === 'age-limit' && ageLimitSec !== null) return `cuts each session after ${ageLimitSec} s`;
  return wordOf(finding).says;
}
