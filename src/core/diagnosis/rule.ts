// The form of a rule and what it is asked about. A rule is one pure file: it looks at a finished report, the facts beside it,
// and answers found, ok or not enough data. In: nothing. Out: types, and the three answers. architecture.md 6, diagnosis.md 2.
import type { Report, ReportConnection, ReportSession, ReportVerdict } from '../report/index.js';
import type { LinkFacts, SessionFacts } from './facts/index.js';

export type Severity = ReportVerdict['severity'];

export interface ConnectionCase {
  readonly report: Report;
  readonly connection: ReportConnection;
  readonly link: LinkFacts;
  /** Sessions on this connection, oldest first. */
  readonly sessions: readonly ReportSession[];
}

export interface SessionCase {
  readonly report: Report;
  readonly session: ReportSession;
  readonly facts: SessionFacts;
  readonly connection: ReportConnection;
  readonly link: LinkFacts;
  /** The reader twin of a metadata backup, or the backup of a twin. */
  readonly twin: ReportSession | null;
  /** The same session on the other side of a box: its connection. */
  readonly otherSide: ConnectionCase | null;
}

export type Answer =
  | { readonly state: 'ok' }
  | { readonly state: 'not-enough-data'; readonly because: readonly string[] }
  | {
      readonly state: 'found';
      /** Numbers with units, the decisive one first. */
      readonly because: readonly string[];
      /** What a person can do: the setting and the value. */
      readonly advice: string;
      /** Where it differs from the rule's own. */
      readonly severity?: Severity;
      /** Time that it cost this session: decides between warning and information for rules `by-cost`. */
      readonly chargedMs?: number;
    };

interface RuleText {
  /** A noun; stands in reports, gates and docs/rules.md. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity | 'by-cost';
  readonly firesWhen: string;
  readonly silentWhen: string;
  /** The numbers that decide, and why they are what they are. */
  readonly threshold: string;
  /** What to do, in general; a verdict's own advice names the values. */
  readonly remedy: string;
  /** Filter (core/report) of the calls that prove it; absent: all calls of the session. */
  readonly provenBy?: string;
  /** It follows from what rules above it found: then it is information, so that one fault counts once. */
  readonly isConsequence?: true;
}

export type SessionRule = RuleText & { readonly about: 'session'; check(input: SessionCase): Answer };
export type ConnectionRule = RuleText & { readonly about: 'connection'; check(input: ConnectionCase): Answer };
export type RunRule = RuleText & { readonly about: 'run'; check(report: Report): Answer };
export type Rule = SessionRule | ConnectionRule | RunRule;

export const ok: Answer = { state: 'ok' };

export const notEnoughData = (...because: readonly string[]): Answer => ({ state: 'not-enough-data', because });

type Found = Extract<Answer, { readonly state: 'found' }>;

export const found = (finding: Omit<Found, 'state'>): Answer => ({ state: 'found', ...finding });
