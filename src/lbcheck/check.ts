// What a check is: a question about a box, what it sends to find out, and a result with evidence. Types only. A new check is one file in
// checks/ and one line in checks.ts; what it may conclude is in verdict/findings.ts, what to change in products/.

import type { Probe } from './probe/index.js';
import type { Remedy } from './products/index.js';
import type { Facts, Finding } from './verdict/index.js';

export type CheckState = 'pass' | 'warn' | 'fail' | 'skipped' | 'unknown';

export interface CheckResult {
  readonly state: CheckState;
  readonly evidence: readonly string[];
  readonly findings?: readonly Finding[];
  readonly remedy?: Remedy;
  readonly facts?: Partial<Facts>;
}

/** What the user has: nothing, an account on the PBS behind the box, or the place behind the box itself. */
export type Depth = 'none' | 'token' | 'both-ends';
export const depths: readonly Depth[] = ['none', 'token', 'both-ends'];

export interface Check {
  /** A noun, for --only and --skip. */
  readonly id: string;
  /** A sentence that is true when the check passes. */
  readonly title: string;
  readonly sends: string;
  /** The least that it needs. */
  readonly depth: Depth;
  /** `waits`: mostly silent, run side by side behind the steps; `end`: looks at what the others met. */
  readonly phase: 'steps' | 'waits' | 'end';
  run(probe: Probe): Promise<CheckResult>;
}

export const pass = (evidence: string | readonly string[], more: Partial<CheckResult> = {}): CheckResult =>
  resultOf('pass', evidence, more);
export const warn = (evidence: string | readonly string[], more: Partial<CheckResult> = {}): CheckResult =>
  resultOf('warn', evidence, more);
export const fail = (evidence: string | readonly string[], more: Partial<CheckResult> = {}): CheckResult =>
  resultOf('fail', evidence, more);
export const skip = (reason: string): CheckResult => resultOf('skipped', reason, {});
export const unknown = (evidence: string | readonly string[], more: Partial<CheckResult> = {}): CheckResult =>
  resultOf('unknown', evidence, more);

function resultOf(state: CheckState, evidence: string | readonly string[], more: Partial<CheckResult>): CheckResult {
  return { ...more, state, evidence: typeof evidence === 'string' ? [evidence] : evidence };
}
