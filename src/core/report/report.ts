// The report: what every sink consumes. Plain serialisable data, versioned (product.md 5). Sizes in bytes, times in ms.
// In: nothing. Out: types only.
import type { ProblemCode } from '../event/index.js';
import type {
  Cause,
  CauseTimesMs,
  LatencySummary,
  SecondPoint,
  Stall,
  StallQuery,
  StoredCall,
  StuckRecord,
} from '../metrics/index.js';
import type { Operation } from '../pbs/index.js';
import type { RecognisedClient, RecognisedServer } from '../recognition/index.js';
import type { ArchiveNumbers, ArchiveTotals, FailedCall, Outcome, SessionKind } from '../session/index.js';
import type { ConnectionShape } from '../shape/index.js';
import type { CloseHow, Entry, Party, TcpFacts } from '../wire/index.js';
import type { ReportEvidence } from './evidence.js';

export type {
  ArchiveTotals,
  CauseTimesMs,
  ConnectionShape,
  FailedCall,
  LatencySummary,
  Outcome,
  RecognisedClient,
  RecognisedServer,
  SessionKind,
  Stall,
  StallQuery,
};

export interface ReportTls {
  readonly version: string;
  readonly cipherSuite: string | null;
  readonly serverName: string | null;
  readonly alpnOffered: readonly string[];
  readonly fingerprint: string | null;
}

/** TCP of one leg when the kernel was last asked. */
export type ReportTcp = Omit<TcpFacts, 'kind' | 'connection' | 'leg'>;

export interface ReportConnection {
  readonly id: number;
  readonly client: string;
  readonly server: string;
  readonly entry: Entry;
  readonly tls: ReportTls | null;
  /** Live: the two legs' TLS; null in a capture. */
  readonly legs: { readonly client: ReportTls | null; readonly server: ReportTls | null } | null;
  /** Live, on Linux: what the kernel told of our two sockets; null elsewhere. */
  readonly tcp: { readonly client: ReportTcp | null; readonly server: ReportTcp | null } | null;
  readonly alpn: string | null;
  readonly upgrade: string | null;
  readonly settings: {
    readonly client: Readonly<Record<string, number>> | null;
    readonly server: Readonly<Record<string, number>> | null;
  };
  readonly bytes: { readonly toServer: number; readonly toClient: number };
  readonly openedAtMs: number;
  readonly closedAtMs: number | null;
  readonly closedBy: Party | null;
  readonly how: CloseHow | null;
  /** This connection is the outer hop of that one: the same TLS session nearer the client (D6). */
  readonly hopOf: number | null;
  readonly callCount: number;
  readonly failedCalls: readonly FailedCall[];
  /** Why a direction is only counted from some point on (Law 4); empty when all was decoded. */
  readonly darkReasons: readonly string[];
}

/** One archive: counts of protocol.md 8 with D9 and D21. */
export type ReportArchive = ArchiveNumbers;
/** A call that does not move, or did not when it ended (D10). */
export interface StuckCall extends StuckRecord {
  /** Who has to move, in one sentence. */
  readonly owes: string;
}

export interface ReportSession {
  readonly id: number;
  readonly connection: number;
  readonly kind: SessionKind;
  readonly store: string | null;
  readonly namespace: string;
  /** `host/elsa/2026-11-24T08:00:00Z`. */
  readonly snapshot: string | null;
  readonly authId: string | null;
  readonly userAgent: string | null;
  readonly outcome: Outcome;
  /** Status and text of a refused upgrade. */
  readonly refusal: { readonly status: number | null; readonly error: string | null } | null;
  /** Metadata mode: the backup session of this reader twin, and the reverse (D7). */
  readonly twinOf: number | null;
  /** The same session seen on the other side of a box that terminates TLS (D6). */
  readonly sameAs: number | null;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly archives: readonly ReportArchive[];
  readonly totals: ArchiveTotals;
  readonly latency: Readonly<Partial<Record<Operation, LatencySummary>>>;
  /** `previous`, chunk uploads and appends together (product.md 4); null before the first answer. */
  readonly chunkCheck: LatencySummary | null;
  /** `open`: calls without a whole reply, at the time of the report or when the session ended. */
  readonly inFlight: { readonly max: number; readonly mean: number; readonly open: number };
  readonly rttMs: { readonly client: number | null; readonly server: number | null };
  readonly client: RecognisedClient;
  readonly server: RecognisedServer;
  /** Where every millisecond went: the causes sum to `durationMs` (Law 5). */
  readonly timeBudgetMs: CauseTimesMs;
  /** The `server` cause, operation by operation. */
  readonly serverMsByOperation: Readonly<Partial<Record<Operation, number>>>;
  /** What is charged at the moment of the report; null when the session is over. */
  readonly limitedBy: Cause | null;
  /** What the budget could not tell apart, in words. */
  readonly timeBudgetNotes: readonly string[];
  readonly stuckCalls: readonly StuckCall[];
  readonly callCount: number;
  readonly failedCalls: readonly FailedCall[];
  /** Server-side duplicates of the previous snapshot, from its manifest; null when unknown. */
  readonly previousUploadStats: {
    readonly count: number;
    readonly sizeBytes: number;
    readonly compressedSizeBytes: number;
    readonly duplicates: number;
  } | null;
  /** What a late join or a lost capture could not tell, in words. */
  readonly unknowns: readonly string[];
}

export interface ReportVerdict {
  readonly rule: string;
  /** `ok`, `not-enough-data` and `failed` stand once for a rule, `found` once for each session or connection. */
  readonly state: 'found' | 'ok' | 'not-enough-data' | 'failed';
  readonly severity: 'error' | 'warning' | 'info';
  readonly title: string;
  /** Evidence: numbers with units, the decisive one first. */
  readonly because: readonly string[];
  readonly advice: string;
  readonly session: number | null;
  readonly connection: number | null;
  /** Time that it cost, where the rule is about time. */
  readonly chargedMs: number | null;
  /** Filter of the session's calls that prove it; absent: all of them. */
  readonly provenBy?: string;
}

export interface ReportProblem {
  readonly code: ProblemCode;
  /** Null when it is not about one connection. */
  readonly connection: number | null;
  readonly atMs: number;
  readonly detail: string;
}

export interface ReportSource {
  readonly kind: 'trace' | 'capture' | 'live';
  readonly name: string;
}

export interface Report {
  readonly format: 1;
  readonly source: ReportSource;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly connections: readonly ReportConnection[];
  /** Captures only, and only where there are any: what can be told of connections without keys (docs/shape.md). */
  readonly shapes?: readonly ConnectionShape[];
  readonly sessions: readonly ReportSession[];
  readonly verdicts: readonly ReportVerdict[];
  /** Absent: no log of another program was given. */
  readonly evidence?: ReportEvidence;
  /** The first `maxProblems`; the rest is in `dropped.problems`. */
  readonly problems: readonly ReportProblem[];
  /** What was let go to stay small, or was lost: every drop is counted. */
  readonly dropped: {
    readonly events: number;
    readonly calls: number;
    readonly problems: number;
    readonly sessions: number;
    readonly connections: number;
    readonly seriesPoints: number;
    readonly stalls: number;
  };
}

/** One call as a row: for the call table, the timeline and exports (D11). */
export interface CallRow extends StoredCall {
  readonly isStuck: boolean;
}

/** One second of one session, or of all where asked (D11). */
export type SeriesPoint = SecondPoint;
