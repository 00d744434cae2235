// All numbers of a run that are about time, session by session. In: every Event, and every CallStep with its owner, told by
// the analyzer. Out: metrics of a session, calls, series. Knows no report.
import type { DataProgress, Event, Traffic } from '../event/index.js';
import type { Call, CallStep, Operation } from '../pbs/index.js';
import type { CallOwner, Session } from '../session/index.js';
import { AppendLinks } from './append-links.js';
import { partsOf } from './call-parts.js';
import { CallStore } from './call-store.js';
import { ConnectionWatch } from './connection-watch.js';
import { type SeriesChange, SeriesStore } from './series.js';
import { SessionMetrics } from './session-metrics.js';
import { StallStore } from './stall-store.js';
import { type Cause, type TimeBudget, TimeBudgets } from './time-budget/index.js';

interface OpenStream {
  readonly call: Call;
  readonly session: Session;
  /** Of the request, so far. */
  sentBytes: number;
}

interface ConnectionMetrics {
  readonly watch: ConnectionWatch;
  /** Open calls by stream, to find whose progress an Event is. */
  readonly streams: Map<number, OpenStream>;
  bytes: { toServer: number; toClient: number };
}

const chunkOperations: ReadonlySet<Operation> = new Set(['uploadDynamicChunk', 'uploadFixedChunk', 'downloadChunk']);

export class RunMetrics {
  readonly calls = new CallStore();
  readonly series = new SeriesStore();
  readonly stalls = new StallStore();
  readonly #appendLinks = new AppendLinks();
  readonly #stuckAfterMs: number | null;
  readonly #budgets = new TimeBudgets({
    watchOf: (connection) => this.watchOf(connection),
    pipelineOf: (session) => this.sessionMetrics(session).programs.client.pipeline,
  });
  readonly #sessions = new WeakMap<Session, SessionMetrics>();
  readonly #connections = new Map<number, ConnectionMetrics>();

  /** `stuckAfterMs` null: the rule of D10. */
  constructor(stuckAfterMs: number | null) {
    this.#stuckAfterMs = stuckAfterMs;
  }

  sessionMetrics(session: Session): SessionMetrics {
    const known = this.#sessions.get(session);
    if (known !== undefined) return known;
    const created = new SessionMetrics(session, this.#stuckAfterMs);
    this.#sessions.set(session, created);
    return created;
  }

  watchOf(connection: number): ConnectionWatch {
    return this.#connection(connection).watch;
  }

  /** Where the session's time went up to `atMs`. */
  timeBudget(session: Session, atMs: number): TimeBudget {
    return this.#budgets.budgetOf(session, atMs);
  }

  /** What the session waits for at `atMs`; null when it is over. */
  limitedBy(session: Session, atMs: number): Cause | null {
    return this.#budgets.causeOf(session, atMs);
  }

  /** Before the steps of the same Event: what a call that ends is judged by must be up to date. */
  watch(event: Event): void {
    if (event.connection !== 0) this.#connection(event.connection).watch.noteEvent(event);
  }

  noteStep(step: CallStep, owner: CallOwner): void {
    if (owner.kind === 'outer-hop') return;
    const session = owner.kind === 'session' ? owner.session : null;
    if (step.kind === 'callStarted') {
      this.#begin(step.call, step.atMs, session);
      this.#appendLinks.noteChunk(step.call);
      if (owner.kind === 'session') this.#claim(owner.claimed, owner.session);
    } else if (step.kind === 'appendEntries' && session !== null) {
      this.sessionMetrics(session).programs.noteAppend(step.entries.length);
      for (const chunk of this.#appendLinks.take(step.call, step.entries)) this.calls.noteAppended(chunk, step.call.id);
    } else if (step.kind === 'callEnded') {
      this.#end(step.call, step.atMs, session);
      if (owner.kind === 'session' && owner.gain !== null) this.#noteSeries(owner.session, step.atMs, owner.gain);
    }
    this.#budgets.noteStep(step, owner); // last: by now round trips and the client are known as well as can be
  }

  /** `session`: the one that the connection's bytes belong to now. */
  noteEvent(event: Event, session: Session | null): void {
    if (event.connection === 0) return;
    const connection = this.#connection(event.connection);
    const replied = event.kind === 'responseHead' ? connection.streams.get(event.stream) : undefined;
    if (replied !== undefined) connection.watch.roundTrip.noteReply(replied.call);
    this.#budgets.noteEvent(event);
    if (event.kind === 'traffic') this.#noteTraffic(event, connection, session);
    if (
      event.kind === 'data' ||
      event.kind === 'responseHead' ||
      event.kind === 'bodyEnd' ||
      event.kind === 'windowUpdate'
    ) {
      const open = connection.streams.get(event.stream);
      if (open !== undefined) this.sessionMetrics(open.session).stuck.noteProgress(open.call.id);
    }
    if (event.kind === 'data' && session !== null) this.#noteData(event, connection, session);
    if (event.kind === 'windowStall') this.stalls.note(event, session?.id ?? null);
    else if (event.kind === 'closed') this.stalls.closeConnection(event.connection, event.atMs);
  }

  /** After the tracker was told of the Event that may have ended a session. */
  noteOver(connection: number, session: Session | null): void {
    this.#budgets.noteOver(connection);
    // A week of sessions: each would keep a megabyte of histograms.
    if (session !== null) this.sessionMetrics(session).freeze();
    this.#appendLinks.forgetConnection(connection);
  }

  /** A connection that left the report. */
  forgetConnection(connection: number): void {
    this.#budgets.forgetConnection(connection);
    this.#connections.delete(connection);
  }

  #begin(call: Call, atMs: number, session: Session | null): void {
    this.calls.begin(call, session?.id ?? null, session?.archiveNameOf(call) ?? null);
    if (session === null) return;
    const metrics = this.sessionMetrics(session);
    metrics.begin(call, atMs);
    const { streams, watch } = this.#connection(call.connection);
    if (streams.size === 0) watch.roundTrip.noteFirstRequest(atMs);
    streams.set(call.stream, { call, session, sentBytes: 0 });
    this.#noteSeries(session, atMs, { inFlight: metrics.inFlight.open });
  }

  #claim(claimed: readonly Call[], session: Session): void {
    for (const call of claimed) {
      this.calls.claim(call.id, session.id);
      this.sessionMetrics(session).latency.note(call);
    }
  }

  #end(call: Call, atMs: number, session: Session | null): void {
    const archive = session?.archiveNameOf(call) ?? null;
    this.calls.end(call, archive);
    this.stalls.forgetStream(call.connection, call.stream, atMs);
    if (session === null) return;
    const connection = this.#connection(call.connection);
    const metrics = this.sessionMetrics(session);
    metrics.unansweredBytes -= connection.streams.get(call.stream)?.sentBytes ?? 0;
    metrics.end(call, atMs, archive, connection.watch);
    connection.watch.roundTrip.noteReply(call); // where the reply is a head alone, it was not heard of before
    connection.watch.windows.forget(call.stream);
    connection.streams.delete(call.stream);
    if (connection.streams.size === 0) connection.watch.roundTrip.noteRest(atMs);
    const { durationMs } = partsOf(call);
    const isChunkAnswer = chunkOperations.has(call.operation) && call.state === 'answered' && durationMs !== null;
    const inFlight = metrics.inFlight.open;
    this.#noteSeries(session, atMs, isChunkAnswer ? { inFlight, chunkCallMs: durationMs } : { inFlight });
    if (session.endedAtMs !== null) metrics.freeze();
  }

  #noteData(event: DataProgress, connection: ConnectionMetrics, session: Session): void {
    if (event.direction === 'toClient') {
      this.#noteSeries(session, event.atMs, { toClientWindowBytes: event.connectionWindowBytes });
      return;
    }
    const { connectionWindowBytes, streamWindowBytes } = event;
    const open = connection.streams.get(event.stream);
    const metrics = this.sessionMetrics(session);
    if (open?.session === session) {
      open.sentBytes += event.byteCount;
      metrics.unansweredBytes += event.byteCount;
    }
    const { unansweredBytes } = metrics;
    this.#noteSeries(session, event.atMs, { connectionWindowBytes, streamWindowBytes, unansweredBytes });
  }

  #noteTraffic(event: Traffic, connection: ConnectionMetrics, session: Session | null): void {
    const { bytes } = connection;
    const change = {
      toServerBytes: Math.max(0, event.toServerBytes - bytes.toServer),
      toClientBytes: Math.max(0, event.toClientBytes - bytes.toClient),
    };
    connection.bytes = { toServer: event.toServerBytes, toClient: event.toClientBytes };
    if (session !== null) this.#noteSeries(session, event.atMs, change);
  }

  #noteSeries(session: Session, atMs: number, change: SeriesChange): void {
    this.series.note(session.id, atMs, change, session.isRepeated ? 'own-only' : 'own-and-all');
  }

  #connection(id: number): ConnectionMetrics {
    const known = this.#connections.get(id);
    if (known !== undefined) return known;
    const created: ConnectionMetrics = {
      watch: new ConnectionWatch(),
      streams: new Map(),
      bytes: { toServer: 0, toClient: 0 },
    };
    this.#connections.set(id, created);
    return created;
  }
}
