// Gathers what the rules need beside the report, as it happens. In: every Event, and every CallStep with its owner, told by
// the analyzer. Out: facts of a session and of a connection. Constant work per event; draws no conclusion.
import type { Event } from '../../event/index.js';
import type { Call, CallStep } from '../../pbs/index.js';
import type { CallOwner, Session } from '../../session/index.js';
import { GroupMemory } from './group-memory.js';
import { type LinkFacts, newLinkFacts, noteLinkEvent, noteUnauthorised } from './link-facts.js';
import { newSessionFacts, noteCallEnded, noteCallStarted, type SessionFacts } from './session-facts.js';
import { TicketMemory } from './ticket-memory.js';

export class FactCollector {
  readonly #links = new Map<number, LinkFacts>();
  readonly #sessions = new WeakMap<Session, SessionFacts>();
  readonly #groups = new GroupMemory();
  readonly #tickets = new TicketMemory();

  factsOf(session: Session): SessionFacts {
    const known = this.#sessions.get(session);
    if (known !== undefined) return known;
    const created = newSessionFacts();
    this.#sessions.set(session, created);
    return created;
  }

  linkOf(connection: number): LinkFacts {
    const known = this.#links.get(connection);
    if (known !== undefined) return known;
    const created = newLinkFacts();
    this.#links.set(connection, created);
    return created;
  }

  noteStep(step: CallStep, owner: CallOwner): void {
    if (owner.kind === 'outer-hop') return;
    const { call, atMs } = step;
    const session = owner.kind === 'session' ? owner.session : null;
    if (step.kind === 'callStarted' && session !== null) this.#start(session, call);
    if (step.kind !== 'callEnded') return;
    const server = session?.connection.server ?? (owner.kind === 'connection' ? owner.connection.server : '');
    this.#noteCredentials(call, server);
    if (session !== null && call !== session.upgradeCall) noteCallEnded(this.factsOf(session), call, atMs);
  }

  /** `session`: the one that the connection's bytes belong to now. */
  noteEvent(event: Event, session: Session | null): void {
    if (event.connection === 0) return;
    noteLinkEvent(this.linkOf(event.connection), event);
    if (event.kind === 'data' && session !== null && event.protocol === 'http2') {
      const { rates, pauses } = this.factsOf(session);
      rates[event.direction].note(event.atMs, event.byteCount);
      pauses[event.direction].note(event.atMs);
    }
  }

  /** A connection that left the report. */
  forgetConnection(connection: number): void {
    this.#links.delete(connection);
  }

  #start(session: Session, call: Call): void {
    const facts = this.factsOf(session);
    if (call === session.upgradeCall) {
      facts.group = this.#groups.begin(session);
      return;
    }
    noteCallStarted(facts, call, session.archiveNameOf(call));
    if (call.operation === 'uploadDynamicChunk' || call.operation === 'uploadFixedChunk') {
      const fromSession = this.#groups.noteUpload(session, call);
      if (fromSession === null) return;
      facts.reuploads.count += 1;
      facts.reuploads.encodedBytes += call.parameters.encodedSizeBytes ?? 0;
      facts.reuploads.fromSession = fromSession;
    } else if (call.operation === 'finish') {
      facts.openAtFinish = session
        .archives()
        .filter((archive) => archive.kind !== 'blob' && !archive.closed)
        .map((archive) => `${archive.name} (wid ${archive.wid ?? 'unknown'})`);
    }
  }

  #noteCredentials(call: Call, server: string): void {
    const link = this.linkOf(call.connection);
    if (call.operation === 'login' && call.status === 200) {
      link.loginAtMs = call.responseEndAtMs ?? call.startedAtMs;
      this.#tickets.noteLogin(server, call.connection, link.loginAtMs);
    }
    if (call.status !== 401 || call.protocol !== 'http1') return;
    noteUnauthorised(link, call);
    if (call.credential?.scheme !== 'ticket') return;
    const login = this.#tickets.loginElsewhere(server, call.connection, call.startedAtMs);
    if (login !== null) link.ticketRefusal ??= { ...login, atMs: call.startedAtMs };
  }
}
