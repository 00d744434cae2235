// The whole analysis wired once: Events in, Report, calls and series out. Law 3: what comes out depends on the Events and
// the options alone. In: `feed` in order of `atMs`; `advanceTo` tells the time while nothing happens. Does not decode bytes.
import { diagnose, FactCollector, rules } from './diagnosis/index.js';
import type { Event } from './event/index.js';
import { RunMetrics, type StoredCall } from './metrics/index.js';
import { type Call, type CallStep, CallTracker } from './pbs/index.js';
import {
  buildReport,
  type CallQuery,
  type CallRow,
  EventLog,
  type EventQuery,
  type EventRow,
  ProblemLog,
  type Report,
  type ReportSource,
  type SeriesPoint,
  type SeriesQuery,
  type Stall,
  type StallQuery,
} from './report/index.js';
import { type CallOwner, SessionTracker } from './session/index.js';
import type { ConnectionShape } from './shape/index.js';

export interface AnalyzerOptions {
  readonly source: ReportSource;
  readonly startedAtUnixMs: number;
  /** Absent: the rule of D10. */
  readonly stuckAfterMs?: number;
  /** Newest Events kept to be read one by one; absent: what a live run can afford. */
  readonly keptEventCount?: number;
  /** What a capture shows of connections without keys; asked for with each report. */
  readonly shapes?: () => readonly ConnectionShape[];
  /** Each step of a call with its owner, for who needs more of the calls than the report keeps. */
  readonly onStep?: (step: CallStep, owner: CallOwner) => void;
}

export class Analyzer {
  readonly #options: AnalyzerOptions;
  readonly #calls = new CallTracker();
  readonly #tracker = new SessionTracker();
  readonly #metrics: RunMetrics;
  readonly #facts = new FactCollector();
  readonly #problems = new ProblemLog();
  readonly #events: EventLog;
  #nowMs = 0;
  #droppedEventCount = 0;

  constructor(options: AnalyzerOptions) {
    this.#options = options;
    this.#metrics = new RunMetrics(options.stuckAfterMs ?? null);
    this.#events = new EventLog(options.keptEventCount);
  }

  feed(event: Event): void {
    this.advanceTo(event.atMs);
    this.#events.note(event);
    const session = this.#tracker.currentSession(event.connection);
    this.#metrics.watch(event);
    for (const step of this.#calls.feed(event)) {
      const owner = this.#tracker.feed(step);
      this.#metrics.noteStep(step, owner);
      this.#facts.noteStep(step, owner);
      this.#options.onStep?.(step, owner);
    }
    const bytesOf = this.#tracker.currentSession(event.connection) ?? session;
    this.#metrics.noteEvent(event, bytesOf);
    this.#facts.noteEvent(event, bytesOf);
    // After the steps: calls end before the connection that they were on.
    for (const forgotten of this.#tracker.noteEvent(event)) {
      this.#metrics.forgetConnection(forgotten);
      this.#facts.forgetConnection(forgotten);
    }
    if (event.kind === 'closed') this.#metrics.noteOver(event.connection, bytesOf);
    if (event.kind === 'problem') this.#problems.note(event);
    if (event.kind === 'dropped') this.#droppedEventCount += event.eventCount;
  }

  /** The time of the source; after its end time stands still, so that a report does not age (Law 3). */
  advanceTo(atMs: number): void {
    if (!this.#tracker.isSourceEnded) this.#nowMs = Math.max(this.#nowMs, atMs);
  }

  report(): Report {
    const built = buildReport({
      source: this.#options.source,
      startedAtUnixMs: this.#options.startedAtUnixMs,
      nowMs: this.#nowMs,
      tracker: this.#tracker,
      metrics: this.#metrics,
      problems: this.#problems,
      droppedEventCount: this.#droppedEventCount,
      untrackedCallCount: this.#calls.droppedCount,
    });
    const shapes = this.#options.shapes?.() ?? [];
    const report = shapes.length === 0 ? built : { ...built, shapes };
    const sessions = new Map([...this.#tracker.sessions()].map((session) => [session.id, session]));
    const facts = {
      factsOf: (id: number) => this.#facts.factsOf(sessions.get(id)!),
      linkOf: (connection: number) => this.#facts.linkOf(connection),
    };
    return { ...report, verdicts: diagnose(report, facts, rules) };
  }

  calls(query: CallQuery = {}): readonly CallRow[] {
    return [...this.eachCall(query)];
  }

  /** The same one by one, for who needs not hold them all. */
  *eachCall(query: CallQuery = {}): Generator<CallRow> {
    const { calls } = this.#metrics;
    let { limit = Infinity } = query;
    const stuck = this.#stuckCallIds();
    for (const call of query.order === 'newest-first' ? calls.newestFirst() : calls.oldestFirst()) {
      if (limit <= 0) return;
      if (!this.#matches(call, query)) continue;
      limit -= 1;
      yield { ...call, isStuck: stuck.has(call.id) };
    }
  }

  /** Calls without a whole reply yet, oldest first. */
  openCalls(query: CallQuery = {}): readonly CallRow[] {
    return this.calls(query).filter((call) => call.state === 'open');
  }

  series(query: SeriesQuery = {}): readonly SeriesPoint[] {
    return this.#metrics.series.points(query);
  }

  /** When windows held a sender up; the outer hop of a connection has the same ones (D6). */
  stalls(query: StallQuery = {}): readonly Stall[] {
    return this.#metrics.stalls.stalls(query).filter((stall) => !this.#tracker.isOuterHop(stall.connection));
  }

  events(query: EventQuery = {}): readonly EventRow[] {
    return this.#events.rows(query);
  }

  #matches(call: StoredCall, { session, connection, fromMs = -Infinity, toMs = Infinity }: CallQuery): boolean {
    if (session !== undefined && call.session !== session) return false;
    if (connection !== undefined && call.connection !== connection) return false;
    if (this.#tracker.isOuterHop(call.connection)) return false; // the inner hop has the same calls (D6)
    const endMs = call.durationMs === null ? Infinity : call.startedAtMs + call.durationMs;
    return endMs >= fromMs && call.startedAtMs <= toMs;
  }

  #stuckCallIds(): ReadonlySet<number> {
    const ids = new Set<number>();
    const note = (call: Call): void => {
      ids.add(call.id);
    };
    for (const session of this.#tracker.sessions()) {
      this.#metrics.sessionMetrics(session).stuck.stuckCalls(this.#nowMs).forEach(note);
    }
    return ids;
  }
}
