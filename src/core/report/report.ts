// The report: what every sink consumes. Plain serialisable data, versioned (product.md 5). Sizes in bytes, times in ms.
// In: nothing. Out: types only.
import type { ProblemCode } from '../event/index.js';
import type { Operation } from '../pbs/index.js';
import type { CloseHow, Entry, Party } from '../wire/index.js';

export interface ReportTls {
  readonly version: string;
  readonly cipherSuite: string | null;
  readonly serverName: string | null;
  readonly alpnOffered: readonly string[];
  readonly fingerprint: string | null;
}

export interface FailedCall {
  readonly operation: Operation;
  readonly method: string;
  readonly target: string;
  readonly archive: string | null;
  readonly status: number | null;
  /** `answered` with a status of 400 or more, `reset`, or `unanswered` at the end of the connection. */
  readonly state: 'answered' | 'reset' | 'unanswered';
  readonly error: string | null;
  readonly startedAtMs: number;
  readonly durationMs: number | null;
}

export interface ReportConnection {
  readonly id: number;
  readonly client: string;
  readonly server: string;
  readonly entry: Entry;
  readonly tls: ReportTls | null;
  /** Live: the two legs' TLS; null in a capture. */
  readonly legs: { readonly client: ReportTls | null; readonly server: ReportTls | null } | null;
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
}

export type SessionKind = 'backup' | 'restore' | 'benchmark' | 'dry-run';
export type Outcome = 'finished' | 'aborted-by-client' | 'aborted-by-server' | 'refused' | 'open' | 'cut';

/** Counts of protocol.md 8 with D9 and D21. */
export interface ArchiveTotals {
  readonly chunkCount: number;
  readonly uploadedCount: number;
  readonly knownCount: number;
  readonly logicalBytes: number;
  readonly uploadedBytes: number;
  readonly encodedBytes: number;
  readonly reusedBytes: number;
  /** logical / uploaded; null when nothing was uploaded. */
  readonly dedupRatio: number | null;
  /** reused / logical, 0 to 1; null when there is nothing logical. */
  readonly dedupShare: number | null;
  /** encoded / uploaded; null when nothing was uploaded. */
  readonly compressionRatio: number | null;
}

export interface ReportArchive extends ArchiveTotals {
  readonly name: string;
  readonly wid: number | null;
  readonly kind: 'dynamic' | 'fixed' | 'blob';
  /** Entries that this session appended (D21). */
  readonly appendedCount: number;
  /** Known because the previous snapshot's index has them / because they came earlier in this archive. */
  readonly knownFromPreviousCount: number;
  readonly repeatedCount: number;
  /** Body bytes of uploads that were never answered 200: worth nothing (protocol.md 8.1). */
  readonly wastedBytes: number;
  readonly isIncremental: boolean;
  readonly isEncrypted: boolean;
  readonly closed: boolean;
  /** Restore only: chunks fetched, their decoded size where the index tells it, and bytes of the replies. */
  readonly downloadedCount: number;
  readonly downloadedBytes: number;
}

export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Medians of the parts: request body under way, waiting for the first byte of the reply, reply under way. */
  readonly uploadP50Ms: number;
  readonly waitP50Ms: number;
  readonly responseP50Ms: number;
}

export interface StuckCall {
  readonly operation: Operation;
  readonly archive: string | null;
  readonly target: string;
  readonly startedAtMs: number;
  readonly ageMs: number;
  readonly silentMs: number;
  readonly requestBytes: number;
  readonly announcedBytes: number | null;
  readonly responseBytes: number;
  readonly connectionWindowBytes: number | null;
  readonly streamWindowBytes: number | null;
  /** Who owes the next byte, in one sentence. */
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
  readonly inFlight: { readonly max: number; readonly mean: number };
  readonly rttMs: { readonly client: number | null; readonly server: number | null };
  /** Null until the diagnosis exists. */
  readonly timeBudgetMs: Readonly<Record<string, number>> | null;
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
  readonly state: 'found' | 'ok' | 'not-enough-data' | 'failed';
  readonly severity: 'error' | 'warning' | 'info';
  readonly title: string;
  readonly because: readonly string[];
  readonly advice: string;
  readonly session: number | null;
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
  readonly sessions: readonly ReportSession[];
  readonly verdicts: readonly ReportVerdict[];
  /** The first `maxProblems`; the rest is in `dropped.problems`. */
  readonly problems: readonly ReportProblem[];
  readonly dropped: { readonly events: number; readonly calls: number; readonly problems: number };
}

/** One call as a row: for the call table, the timeline and exports (D11). */
export interface CallRow {
  readonly id: number;
  /** Null: a call outside any session. */
  readonly session: number | null;
  readonly connection: number;
  readonly operation: Operation;
  readonly method: string;
  readonly target: string;
  readonly archive: string | null;
  readonly startedAtMs: number;
  readonly uploadMs: number | null;
  readonly waitMs: number | null;
  readonly responseMs: number | null;
  /** Null while open. */
  readonly durationMs: number | null;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly status: number | null;
  readonly state: 'open' | 'answered' | 'reset' | 'unanswered';
  readonly isStuck: boolean;
}

/** One second of one session, or of all where asked (D11). */
export interface SeriesPoint {
  /** Start of the second. */
  readonly atMs: number;
  readonly toServerBytes: number;
  readonly toClientBytes: number;
  readonly logicalBytes: number;
  readonly uploadedBytes: number;
  readonly reusedBytes: number;
  readonly chunkCallCount: number;
  readonly inFlightMax: number;
  /** Lowest connection window of the upload direction seen in it; null unknown. */
  readonly connectionWindowMinBytes: number | null;
  readonly chunkCallP50Ms: number | null;
  readonly chunkCallP99Ms: number | null;
}
