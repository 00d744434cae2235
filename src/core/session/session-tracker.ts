// CallSteps and Events of all connections → sessions (D7): one per upgrade attempt, refused ones included.
// In: `feed(step)` in order, and `noteEvent(event)` after the steps of that event. Out: who owns each call; sessions and
// connections as they stand. Outer hops make no session (D6): their calls are those of the inner hop, seen twice.
import type { Event } from '../event/index.js';
import type { Call, CallStep } from '../pbs/index.js';
import type { ArchiveGain } from './archive.js';
import {
  type Connection,
  closeHalfClosed,
  maxCallsBeforeUpgrade,
  maxFailedCalls,
  newConnection,
  noteFact,
} from './connection.js';
import { claimEarlier, noteNextSession, noteSessionOver } from './earlier-calls.js';
import { failedCallOf } from './failed-call.js';
import { isReaderTwin, isSameSession } from './links.js';
import { Session } from './session.js';

/** A live proxy runs for months; the oldest ended sessions leave the report, counted. */
const maxSessions = 2000;
/** Ended connections without a session, kept for the report. */
const maxConnections = 4000;

/** Whose a call is. `claimed`: earlier calls of the connection that this upgrade took along. */
export type CallOwner =
  | {
      readonly kind: 'session';
      readonly session: Session;
      readonly claimed: readonly Call[];
      /** What the end of the call added to its archive. */
      readonly gain: ArchiveGain | null;
    }
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'outer-hop' };

const upgradeSides = { openBackup: 'backup', openReader: 'reader' } as const;
const isUpgrade = (call: Call): boolean => call.operation === 'openBackup' || call.operation === 'openReader';

export class SessionTracker {
  readonly #connections = new Map<number, Connection>();
  readonly #sessions = new Map<number, Session>();
  /** The session that calls of a connection belong to. */
  readonly #current = new Map<number, Session>();
  readonly #owners = new Map<number, Session>();
  #nextSession = 1;
  isSourceEnded = false;
  droppedSessionCount = 0;
  droppedConnectionCount = 0;

  sessions(): IterableIterator<Session> {
    return this.#sessions.values();
  }

  connections(): IterableIterator<Connection> {
    return this.#connections.values();
  }

  currentSession(connection: number): Session | null {
    return this.#current.get(connection) ?? null;
  }

  isOuterHop(connection: number): boolean {
    return this.#connections.get(connection)?.hopOf != null;
  }

  feed(step: CallStep): CallOwner {
    const { call } = step;
    const connection = this.#connectionOf(call.connection, step.atMs);
    if (connection.hopOf !== null) return { kind: 'outer-hop' };
    if (step.kind === 'callStarted') return this.#start(call, connection, step.atMs);
    const session = this.#owners.get(call.id);
    if (session === undefined) return this.#withoutSession(step, connection);
    let gain: ArchiveGain | null = null;
    if (step.kind === 'upgraded') this.#upgraded(session);
    else if (step.kind === 'callEnded') gain = this.#end(session, step);
    else session.noteEntries(step);
    return { kind: 'session', session, claimed: [], gain };
  }

  /** To be told after the steps of the same Event, so that calls end before their connection. Out: connections let go. */
  noteEvent(event: Event): readonly number[] {
    if (event.kind === 'sourceEnded') this.#endSource();
    if (event.connection === 0) return []; // not about one connection
    const connection = this.#connectionOf(event.connection, event.atMs);
    noteFact(connection, event);
    if (event.kind === 'tlsEstablished' || event.kind === 'tlsFailed') this.#linkHops(connection);
    if (event.kind !== 'closed') return [];
    connection.unclaimed = [];
    const current = this.#current.get(connection.id);
    if (current !== undefined) this.#noteOver(current, event.atMs);
    return this.#forgetOldest();
  }

  #start(call: Call, connection: Connection, atMs: number): CallOwner {
    const session = isUpgrade(call) ? this.#open(call, connection, atMs) : this.#sessionFor(call, connection);
    if (session === null) {
      if (!this.#current.has(connection.id)) noteNextSession(call, connection);
      connection.callCount += 1;
      return { kind: 'connection', connection };
    }
    const claimed = session.upgradeCall === call ? claimEarlier(connection, session) : [];
    session.noteStarted(call);
    this.#owners.set(call.id, session);
    return { kind: 'session', session, claimed, gain: null };
  }

  #open(call: Call, connection: Connection, atMs: number): Session {
    const before = this.#current.get(connection.id);
    if (before !== undefined) this.#noteOver(before, atMs);
    const session = new Session({
      id: this.#nextSession++,
      connection,
      side: upgradeSides[call.operation as keyof typeof upgradeSides],
      startedAtMs: noteNextSession(call, connection),
      upgradeCall: call,
    });
    this.#add(session);
    if (session.side === 'reader') {
      const backup = [...this.#sessions.values()].findLast((one) => isReaderTwin(session, one) && one.twinOf === null);
      if (backup !== undefined) {
        session.twinOf = backup.id;
        backup.twinOf = session.id;
      }
    }
    return session;
  }

  /** A session call on a connection whose upgrade was not seen makes a session that says so. */
  #sessionFor(call: Call, connection: Connection): Session | null {
    const current = this.#current.get(connection.id);
    if (current !== undefined) return current.upgrade === 'refused' ? null : current;
    if (call.protocol !== 'http2' || call.operation === 'rest' || call.operation === 'login') return null;
    const side = call.operation === 'downloadFile' || call.operation === 'downloadChunk' ? 'reader' : 'backup';
    const startedAtMs = noteNextSession(call, connection);
    const session = new Session({ id: this.#nextSession++, connection, side, startedAtMs, upgradeCall: null });
    this.#add(session);
    return session;
  }

  #noteOver(session: Session, atMs: number): void {
    session.noteOver(atMs);
    this.#current.delete(session.connection.id);
    noteSessionOver(session.connection, session.endedAtMs ?? atMs);
  }

  #add(session: Session): void {
    session.connection.sessionCount += 1;
    this.#sessions.set(session.id, session);
    this.#current.set(session.connection.id, session);
  }

  #upgraded(session: Session): void {
    session.upgrade = 'accepted';
    this.#linkSides(session);
  }

  /** The inner side of a box that terminates TLS is answered while the outer one still waits (D6). */
  #linkSides(session: Session): void {
    for (const outer of this.#sessions.values()) {
      if (!isSameSession(session, outer)) continue;
      outer.sameAs = session.id;
      outer.isRepeated = true;
      session.sameAs = outer.id;
      return;
    }
  }

  #end(session: Session, step: CallStep): ArchiveGain | null {
    this.#owners.delete(step.call.id);
    const gain = session.noteEnded(step.call);
    if (session.upgrade === 'refused' && step.call === session.upgradeCall) {
      this.#noteOver(session, step.atMs);
      this.#linkSides(session);
    }
    return gain;
  }

  #withoutSession(step: CallStep, connection: Connection): CallOwner {
    if (step.kind === 'callEnded') {
      const failure = failedCallOf(step.call, null);
      if (failure !== null && connection.failedCalls.length < maxFailedCalls) connection.failedCalls.push(failure);
      if (connection.unclaimed.length < maxCallsBeforeUpgrade) connection.unclaimed.push(step.call);
    }
    return { kind: 'connection', connection };
  }

  /**
   * The hop nearest the server is the one dialled last, so the one with the higher number. It may show only after the outer
   * hop's first request was seen: what that had made is taken back.
   */
  #linkHops(connection: Connection): void {
    if (connection.clientRandom === null) return;
    const hops = [...this.#connections.values()]
      .filter((one) => one.clientRandom === connection.clientRandom)
      .sort((a, b) => a.id - b.id);
    for (const [index, hop] of hops.entries()) {
      const inner = hops[index + 1];
      if (inner === undefined || hop.hopOf === inner.id) continue;
      hop.hopOf = inner.id;
      inner.outerHop = hop;
      this.#takeBack(hop);
    }
  }

  #endSource(): void {
    this.isSourceEnded = true;
    for (const connection of this.#connections.values()) {
      closeHalfClosed(connection);
      if (connection.closedAtMs !== null) this.#current.get(connection.id)?.noteOver(connection.closedAtMs);
    }
  }

  #takeBack(hop: Connection): void {
    hop.callCount = 0;
    hop.failedCalls = [];
    hop.unclaimed = [];
    hop.sessionCount = 0;
    hop.nextSessionAtMs = hop.openedAtMs;
    this.#current.delete(hop.id);
    for (const session of this.#sessions.values()) {
      if (session.connection !== hop) continue;
      this.#sessions.delete(session.id);
      if (session.id === this.#nextSession - 1) this.#nextSession -= 1;
    }
    for (const [call, session] of this.#owners) if (session.connection === hop) this.#owners.delete(call);
  }

  #connectionOf(id: number, atMs: number): Connection {
    const known = this.#connections.get(id);
    if (known !== undefined) return known;
    const connection = newConnection(id, atMs);
    this.#connections.set(id, connection);
    return connection;
  }

  #forgetOldest(): readonly number[] {
    if (this.#sessions.size > maxSessions) {
      const oldest = [...this.#sessions.values()].find((one) => one.endedAtMs !== null);
      if (oldest !== undefined && this.#sessions.delete(oldest.id)) this.droppedSessionCount += 1;
    }
    if (this.#connections.size <= maxConnections) return [];
    const inUse = new Set([...this.#sessions.values()].map((session) => session.connection.id));
    const oldest = [...this.#connections.values()].find((one) => one.closedAtMs !== null && !inUse.has(one.id));
    if (oldest === undefined) return [];
    this.#connections.delete(oldest.id);
    this.droppedConnectionCount += 1;
    return [oldest.id];
  }
}
