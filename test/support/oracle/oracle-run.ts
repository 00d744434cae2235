// One run of the oracle: a server, a line or a client of which it is known what it costs or breaks, and what the report has to say
// of it. In: nothing. Out: types only. Issue 5, proof 1; docs/oracle.md.
import type { Cause, Report, ReportSession } from '../../../src/core/report/index.js';
import type { Bench, BenchOptions } from './bench.js';

export type Severity = Report['verdicts'][number]['severity'];
export type ServerOperation = keyof ReportSession['serverMsByOperation'];

/** A cause that has to carry what was injected. */
export interface ExpectedCause {
  readonly cause: Cause;
  /** Of the server's time, that of one operation. */
  readonly operation?: ServerOperation;
  /** Known beforehand, or reckoned from what was sent: never from the budget. */
  readonly injectedMs: number | ((session: ReportSession) => number);
}

export interface ExpectedRule {
  readonly rule: string;
  readonly severity: Severity;
  /** What has to stand in its evidence. */
  readonly because?: RegExp;
  /** Rules that have to be found as well: what follows, what is worth knowing beside it. */
  readonly also?: readonly string[];
  /** The only other errors: what another session of the run had to suffer for it. */
  readonly elsewhere?: readonly string[];
}

export interface OracleRun {
  /** Unique; what is wrong, or what is done. */
  readonly name: string;
  readonly bench: BenchOptions;
  /** Ends when all clients have ended; what they say of it stands in `bench.failures`. */
  readonly work: (bench: Bench) => Promise<void>;
  /** The one that is judged, by its number in the report; the first when absent. */
  readonly session?: number;
  readonly cause?: ExpectedCause;
  /** The top verdict of that session; `none`: no warning and no error at all. Absent: no error. */
  readonly rule?: ExpectedRule | 'none';
  /** `quiet`: mostly waits, beside others. `busy`: moves bytes at a rate, alone. `sample`: quiet, and in `npm test` too. */
  readonly lane: 'quiet' | 'busy' | 'sample';
  /** Of the system, without which the run says nothing. */
  readonly tool?: string;
}
