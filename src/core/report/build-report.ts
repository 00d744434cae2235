// In: the session tracker and the metrics of a run, at a moment. Out: the Report. Costs O(sessions) (D11), changes nothing,
// computes nothing that is not there already; key order as in product.md 5.
import type { RunMetrics } from '../metrics/index.js';
import type { Connection, Session, SessionTracker } from '../session/index.js';
import type { TcpFacts, TlsEstablished } from '../wire/index.js';
import { describeOwed } from './describe-stuck.js';
import type { ProblemLog } from './problem-log.js';
import type { Report, ReportConnection, ReportSession, ReportSource, ReportTcp, ReportTls } from './report.js';
import { describeBudgetLimits } from './time-budget-notes.js';

export interface RunState {
  readonly source: ReportSource;
  readonly startedAtUnixMs: number;
  readonly nowMs: number;
  readonly tracker: SessionTracker;
  readonly metrics: RunMetrics;
  readonly problems: ProblemLog;
  readonly droppedEventCount: number;
  /** Calls that the stages before could not follow. */
  readonly untrackedCallCount: number;
}

export function buildReport(run: RunState): Report {
  return {
    format: 1,
    source: run.source,
    startedAt: new Date(run.startedAtUnixMs).toISOString(),
    durationMs: run.nowMs,
    connections: [...run.tracker.connections()].map(reportConnection),
    sessions: [...run.tracker.sessions()].map((session) => reportSession(session, run)),
    verdicts: [],
    problems: run.problems.list(),
    dropped: {
      events: run.droppedEventCount,
      calls: run.metrics.calls.droppedCount + run.untrackedCallCount,
      problems: run.problems.droppedCount,
      sessions: run.tracker.droppedSessionCount,
      connections: run.tracker.droppedConnectionCount,
      seriesPoints: run.metrics.series.droppedPointCount,
      stalls: run.metrics.stalls.droppedCount,
    },
  };
}

function reportConnection(connection: Connection): ReportConnection {
  const { only, client, server } = connection.tls;
  const tls = only ?? server ?? client;
  const isLive = client !== null || server !== null;
  return {
    id: connection.id,
    client: connection.client,
    server: connection.server,
    entry: connection.entry,
    tls: reportTls(tls),
    legs: isLive ? { client: reportTls(client), server: reportTls(server) } : null,
    tcp: reportLegsTcp(connection),
    alpn: tls?.alpn ?? null,
    upgrade: connection.upgrade,
    settings: { client: connection.settings.client, server: connection.settings.server },
    bytes: { toServer: connection.bytes.toServer, toClient: connection.bytes.toClient },
    openedAtMs: connection.openedAtMs,
    closedAtMs: connection.closedAtMs,
    closedBy: connection.closedBy,
    how: connection.how,
    hopOf: connection.hopOf,
    callCount: connection.callCount,
    failedCalls: [...connection.failedCalls],
    darkReasons: [...connection.darkReasons],
  };
}

function reportTls(tls: TlsEstablished | null): ReportTls | null {
  if (tls === null) return null;
  const { version, cipherSuite, serverName, alpnOffered, fingerprint } = tls;
  return { version, cipherSuite, serverName, alpnOffered, fingerprint };
}

function reportLegsTcp({ tcp: { client, server } }: Connection): ReportConnection['tcp'] {
  return client === null && server === null ? null : { client: reportTcp(client), server: reportTcp(server) };
}

function reportTcp(facts: TcpFacts | null): ReportTcp | null {
  if (facts === null) return null;
  const { kind: _kind, connection: _connection, leg: _leg, ...tcp } = facts;
  return tcp;
}

function reportSession(session: Session, run: RunState): ReportSession {
  const { upgradeCall, connection } = session;
  const metrics = run.metrics.sessionMetrics(session);
  const watch = run.metrics.watchOf(connection.id);
  const archives = session.archives();
  const { outcome, kind } = session.outcome(run.tracker.isSourceEnded ? 'source-ended' : 'running');
  const endMs = session.endedAtMs ?? run.nowMs;
  const budget = run.metrics.timeBudget(session, endMs);
  const { programs } = metrics;
  return {
    id: session.id,
    connection: connection.id,
    kind,
    store: upgradeCall?.parameters.store ?? null,
    namespace: upgradeCall?.parameters.namespace ?? '',
    snapshot: session.snapshot,
    authId: upgradeCall?.credential?.authId ?? null,
    userAgent: upgradeCall?.userAgent ?? null,
    outcome,
    refusal:
      outcome === 'refused'
        ? { status: upgradeCall?.status ?? null, error: upgradeCall?.result.errorText ?? null }
        : null,
    twinOf: session.twinOf,
    sameAs: session.sameAs,
    startedAtMs: session.startedAtMs,
    durationMs: Math.max(0, endMs - session.startedAtMs),
    archives,
    totals: session.totals(archives),
    latency: metrics.latency.summary(),
    chunkCheck: metrics.latency.chunkCheck(),
    inFlight: metrics.inFlight.summary(),
    rttMs: watch.roundTrip.rttMs,
    client: programs.client,
    server: programs.server,
    timeBudgetMs: budget.causesMs,
    serverMsByOperation: budget.serverMsByOperation,
    limitedBy: run.tracker.isSourceEnded ? null : run.metrics.limitedBy(session, run.nowMs),
    timeBudgetNotes: describeBudgetLimits(session, budget.causesMs, programs.client),
    stuckCalls: metrics
      .stuckCalls(run.nowMs, (call) => session.archiveNameOf(call), watch)
      .map((stuck) => ({ ...stuck, owes: describeOwed(stuck) })),
    callCount: session.callCount,
    failedCalls: [...session.failedCalls],
    previousUploadStats: session.previousUploadStats,
    unknowns: session.unknowns(),
  };
}
