// Prometheus metrics of a run. In: calls as they end, the report again and again. Out: the text exposition format, written by the
// ecosystem's own client library, which is loaded when first asked for. Base units; no label grows with what is backed up: no digests,
// snapshots or hosts. Counters grow also when a session leaves the report: what it gained since last seen is added.
import type { Counter, Gauge } from 'prom-client';
import type { CallRow, Report, ReportSession } from '../../core/report/index.js';

export type EndedCall = Pick<CallRow, 'operation' | 'status' | 'state' | 'durationMs'>;

export interface Metrics {
  noteCall(call: EndedCall): void;
  update(report: Report): void;
  /** Of the text that `render` makes. */
  readonly contentType: string;
  render(): Promise<string>;
}

/** Store names come from clients: beyond these, `other`. */
const maxStoreCount = 100;
const otherStore = 'other';
const msPerSecond = 1000;
/** From a call on one's own machine to one that is stuck. */
const durationBucketsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

type Labels = Readonly<Record<string, string>>;

export async function createMetrics(): Promise<Metrics> {
  const { default: client } = await import('prom-client');
  const registers = [new client.Registry()];
  const [registry] = registers as [InstanceType<typeof client.Registry>];
  const counter = (name: string, help: string, ...labelNames: string[]): Counter =>
    new client.Counter({ name: `pbscope_${name}`, help, labelNames, registers });
  const gauge = (name: string, help: string, ...labelNames: string[]): Gauge =>
    new client.Gauge({ name: `pbscope_${name}`, help, labelNames, registers });

  const callSeconds = new client.Histogram({
    name: 'pbscope_call_duration_seconds',
    help: 'Calls that were answered, from the first byte of the request to the last of the reply.',
    labelNames: ['operation'],
    buckets: durationBucketsSeconds,
    registers,
  });
  const calls = counter(
    'calls_total',
    'Calls that ended, by status; none where there was no reply.',
    'operation',
    'status',
  );
  const traffic = counter('traffic_bytes_total', 'Bytes of the application, both ways.', 'direction');
  const connections = gauge('connections_open', 'Connections that are open.');
  const openSessions = gauge('sessions_open', 'Sessions that run.', 'kind');
  const ended = counter('sessions_ended_total', 'Sessions that ended.', 'kind', 'outcome', 'store');
  const logical = counter('logical_bytes_total', 'Length of the archives that were backed up.', 'store');
  const uploaded = counter('uploaded_bytes_total', 'Of them, chunks that were sent, before compression.', 'store');
  const encoded = counter('encoded_bytes_total', 'The same chunks as they were sent.', 'store');
  const reused = counter('reused_bytes_total', 'Length of chunks that were known and not sent.', 'store');
  const chunks = counter('chunks_total', 'Chunks of backups.', 'store', 'result');
  const budget = counter('session_seconds_total', 'Where the time of sessions went.', 'cause');
  const inFlight = gauge('calls_in_flight', 'Calls of running sessions without a whole reply.');
  const stuck = gauge('calls_stuck', 'Calls of running sessions that make no progress.');
  const findings = gauge('findings', 'Rules that found something.', 'rule', 'severity');
  const problems = counter('problems_total', 'Irregularities on the wire and of ourselves.', 'code');
  const dropped = counter('dropped_total', 'What was let go or lost.', 'what');

  const stores = new Set<string>();
  const storeLabel = (store: string | null): string => {
    if (store === null) return '';
    if (!stores.has(store) && stores.size >= maxStoreCount) return otherStore;
    stores.add(store);
    return store;
  };

  /** What was last seen of a thing that may leave: by thing, then by series. */
  let seen = new Map<string, Map<string, number>>();
  let next = new Map<string, Map<string, number>>();
  const grow = (thing: string, metric: Counter, name: string, labels: Labels, total: number): void => {
    const series = `${name} ${Object.values(labels).join(' ')}`;
    const before = seen.get(thing)?.get(series) ?? 0;
    const kept = next.get(thing) ?? new Map<string, number>();
    kept.set(series, Math.max(before, total));
    next.set(thing, kept);
    if (total > before) metric.inc(labels, total - before);
  };

  function noteSession(session: ReportSession): void {
    const thing = `session ${session.id}`;
    const { kind, outcome, totals, inFlight: flight } = session;
    const store = storeLabel(session.store);
    const isOpen = outcome === 'open';
    if (isOpen) {
      openSessions.inc({ kind });
      inFlight.inc(flight.open);
      stuck.inc(session.stuckCalls.length);
    } else grow(thing, ended, 'ended', { kind, outcome, store }, 1);
    for (const [cause, causeMs] of Object.entries(session.timeBudgetMs))
      grow(thing, budget, 'budget', { cause }, causeMs / msPerSecond);
    if (kind === 'restore') return;
    grow(thing, logical, 'logical', { store }, totals.logicalBytes);
    grow(thing, uploaded, 'uploaded', { store }, totals.uploadedBytes);
    grow(thing, encoded, 'encoded', { store }, totals.encodedBytes);
    grow(thing, reused, 'reused', { store }, totals.reusedBytes);
    grow(thing, chunks, 'chunks', { store, result: 'uploaded' }, totals.uploadedCount);
    grow(thing, chunks, 'chunks', { store, result: 'known' }, totals.knownCount);
  }

  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    noteCall({ operation, status, state, durationMs }) {
      calls.inc({ operation, status: status === null ? 'none' : String(status) });
      if (state === 'answered' && durationMs !== null) callSeconds.observe({ operation }, durationMs / msPerSecond);
    },
    update(report) {
      for (const one of [openSessions, inFlight, stuck, findings]) one.reset();
      connections.set(report.connections.filter((one) => one.closedAtMs === null).length);
      for (const { id, bytes, hopOf } of report.connections) {
        if (hopOf !== null) continue;
        grow(`connection ${id}`, traffic, 'traffic', { direction: 'to_server' }, bytes.toServer);
        grow(`connection ${id}`, traffic, 'traffic', { direction: 'to_client' }, bytes.toClient);
      }
      for (const session of report.sessions)
        if (session.sameAs === null || session.sameAs > session.id) noteSession(session);
      for (const { state, rule, severity } of report.verdicts) if (state === 'found') findings.inc({ rule, severity });
      const byCode = new Map<string, number>();
      for (const { code } of report.problems) byCode.set(code, (byCode.get(code) ?? 0) + 1);
      for (const [code, count] of byCode) grow('run', problems, 'problems', { code }, count);
      for (const [what, count] of Object.entries(report.dropped)) grow('run', dropped, 'dropped', { what }, count);
      seen = next;
      next = new Map();
    },
  };
}
