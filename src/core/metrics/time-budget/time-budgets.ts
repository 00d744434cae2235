// The time budgets of all sessions of a run. In: every Event, and every CallStep with its owner, in order. Out: the budget of a
// session up to a moment. Pairs backup sessions with their reader twins; forgets connections that are gone.
import type { Event } from '../../event/index.js';
import type { Call, CallStep } from '../../pbs/index.js';
import type { ClientPipeline } from '../../recognition/index.js';
import type { CallOwner, Session } from '../../session/index.js';
import type { ConnectionWatch } from '../connection-watch.js';
import type { TimeAccount } from './account.js';
import { type Cause, noTimes, type TimeBudget } from './cause.js';
import { ConnectionClock } from './connection-clock.js';

export interface BudgetSources {
  readonly watchOf: (connection: number) => ConnectionWatch;
  readonly pipelineOf: (session: Session) => ClientPipeline;
}

interface ClockOf {
  readonly clock: ConnectionClock;
  session: Session | null;
  /** Calls that run, by stream: those of HTTP/1.1 below zero. */
  readonly calls: Map<number, Call>;
}

/** Events that say nothing of who waits for whom, and are many. */
const silentKinds: ReadonlySet<Event['kind']> = new Set(['data', 'bodyPart', 'traffic', 'windowUpdate', 'ping']);
const keyOf = ({ protocol, stream }: { readonly protocol: string; readonly stream: number }): number =>
  protocol === 'http1' ? -stream : stream;

export class TimeBudgets {
  readonly #sources: BudgetSources;
  readonly #clocks = new Map<number, ClockOf>();
  readonly #running = new Map<number, ConnectionClock>();
  readonly #accounts = new WeakMap<Session, TimeAccount>();
  /** Of sessions that are over: nothing comes to it. */
  readonly #final = new WeakMap<Session, TimeBudget>();

  constructor(sources: BudgetSources) {
    this.#sources = sources;
  }

  budgetOf(session: Session, atMs: number): TimeBudget {
    const known = this.#final.get(session);
    if (known !== undefined) return known;
    const rtt = this.#sources.watchOf(session.connection.id).roundTrip.rttMs;
    // A session begins with a call, and with that its account.
    const budget = this.#accounts.get(session)?.budgetAt(atMs, rtt) ?? { causesMs: noTimes(), serverMsByOperation: {} };
    if (session.endedAtMs !== null) this.#final.set(session, budget);
    return budget;
  }

  /** What it waits for at `atMs`; null when it is over. */
  causeOf(session: Session, atMs: number): Cause | null {
    if (session.endedAtMs !== null) return null;
    const rtt = this.#sources.watchOf(session.connection.id).roundTrip.rttMs;
    return this.#accounts.get(session)?.causeAt(atMs, rtt) ?? null;
  }

  noteStep(step: CallStep, owner: CallOwner): void {
    if (owner.kind === 'outer-hop') return;
    const { call, atMs } = step;
    const held = this.#of(call.connection, atMs);
    if (step.kind === 'callStarted') this.#begin(held, call, atMs, owner);
    else if (step.kind === 'callEnded') this.#end(held, call, atMs);
    else held.clock.move(call, atMs);
    if (step.kind === 'appendEntries') held.clock.noteEntries(call, step.entries); // moved first: its archive is known by now
    this.#noteWork(held, atMs);
    this.#endIfOver(held);
  }

  noteEvent(event: Event): void {
    if (event.connection === 0 || silentKinds.has(event.kind)) return;
    const held = this.#of(event.connection, event.atMs);
    if (event.kind === 'opened' && held.session === null) held.clock.restartAt(event.atMs);
    if ('stream' in event && 'protocol' in event) {
      const call = held.calls.get(keyOf(event));
      if (call !== undefined) held.clock.move(call, event.atMs);
    }
    held.clock.noteEvent(event);
    this.#noteWork(held, event.atMs);
  }

  /** The tracker may have ended the session after this Event. */
  noteOver(connection: number): void {
    const held = this.#clocks.get(connection);
    if (held !== undefined) this.#endIfOver(held);
  }

  forgetConnection(connection: number): void {
    this.#clocks.delete(connection);
  }

  #begin(held: ClockOf, call: Call, atMs: number, owner: CallOwner): void {
    const session = owner.kind === 'session' ? owner.session : null;
    if (session !== null && session !== held.session) {
      this.#endIfOver(held);
      held.session = session;
      this.#running.set(session.id, held.clock);
      this.#accounts.set(session, held.clock.beginSession(session));
    } else if (owner.kind === 'connection' && held.session === null) {
      held.clock.restartAt(owner.connection.nextSessionAtMs ?? call.startedAtMs);
    }
    held.calls.set(keyOf(call), call);
    held.clock.begin(call, atMs);
  }

  #end(held: ClockOf, call: Call, atMs: number): void {
    if (held.calls.get(keyOf(call)) === call) held.calls.delete(keyOf(call));
    held.clock.end(call, atMs);
  }

  #endIfOver(held: ClockOf): void {
    const { session } = held;
    if (session === null || session.endedAtMs === null) return;
    held.clock.endSession(session.endedAtMs);
    held.session = null;
    this.#running.delete(session.id);
    if (session.twinOf !== null) this.#running.get(session.twinOf)?.noteTwin('at-rest', session.endedAtMs);
  }

  /** A backup that walks the tree with the help of its reader twin waits while that one is at work (protocol.md 4.6). */
  #noteWork({ clock, session }: ClockOf, atMs: number): void {
    if (session === null || session.side !== 'reader' || session.twinOf === null) return;
    this.#running.get(session.twinOf)?.noteTwin(clock.isAtWork ? 'at-work' : 'at-rest', atMs);
  }

  #of(connection: number, atMs: number): ClockOf {
    const known = this.#clocks.get(connection);
    if (known !== undefined) return known;
    const { pipelineOf } = this.#sources;
    const watch = this.#sources.watchOf(connection);
    const created: ClockOf = {
      clock: new ConnectionClock(atMs, { rtt: () => watch.roundTrip.rttMs, lines: watch.lines, pipelineOf }),
      session: null,
      calls: new Map(),
    };
    this.#clocks.set(connection, created);
    return created;
  }
}
