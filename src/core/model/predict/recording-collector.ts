// The calls of every session as the model needs them. In: CallSteps with their owners, and Events for the windows, told by the
// analyzer's caller. Out: recordings, once the report is there. Bounded: calls beyond the limit are counted, not kept.
import type { Event } from '../../event/index.js';
import type { Call, CallStep, IndexEntry } from '../../pbs/index.js';
import type { Report, ReportConnection, ReportSession } from '../../report/index.js';
import type { CallOwner, Session } from '../../session/index.js';
import type { RecordedCall, Recording } from './recording.js';
import { WindowCollector } from './window-collector.js';

/** As many as the call store keeps (D19): a session of more than a terabyte. */
const maxCalls = 300_000;

interface Collected {
  readonly calls: RecordedCall[];
  /** Writer and digest → the first chunk call that sent it. */
  readonly sentBy: Map<string, number>;
  readonly listedBy: Map<number, readonly number[]>;
  leftOutCount: number;
}

/** Shares of the budget that say the line was full. */
const lineBoundShare = 0.4;

export class RecordingCollector {
  readonly #sessions = new Map<number, Collected>();
  readonly #windows = new WindowCollector();

  noteEvent(event: Event): void {
    this.#windows.noteEvent(event);
  }

  noteStep(step: CallStep, owner: CallOwner): void {
    if (owner.kind !== 'session') return;
    const collected = this.#of(owner.session.id);
    switch (step.kind) {
      case 'callStarted':
        for (const earlier of owner.claimed) this.#keep(collected, earlier, owner.session);
        noteSent(collected, step.call);
        return;
      case 'appendEntries':
        collected.listedBy.set(step.call.id, listOf(collected, step.call, step.entries));
        return;
      case 'callEnded':
        this.#keep(collected, step.call, owner.session);
        return;
      default:
    }
  }

  /** Null: no such session, or none of its calls was answered. */
  recordingOf(report: Report, sessionId: number): Recording | null {
    const session = report.sessions.find(({ id }) => id === sessionId);
    const collected = this.#sessions.get(sessionId);
    if (session === undefined || collected === undefined || collected.calls.length === 0) return null;
    const twin = report.sessions.find(({ twinOf }) => session.kind === 'backup' && twinOf === sessionId);
    const connection = report.connections.find(({ id }) => id === session.connection);
    return {
      session: session.id,
      kind: session.kind === 'restore' ? 'restore' : 'backup',
      snapshot: session.snapshot,
      openedAtMs: session.startedAtMs,
      durationMs: session.durationMs,
      client: session.client,
      rttMs: { client: session.rttMs.client ?? 0, server: session.rttMs.server ?? 0 },
      handshakeTripCount: handshakeTripsOf(connection),
      windowBytes: this.#windows.windowOf(session.connection, session.kind === 'restore' ? 'toClient' : 'toServer'),
      isLineBound: isLineBound(session),
      calls: collected.calls.toSorted((a, b) => a.id - b.id),
      leftOutCount: collected.leftOutCount,
      twin: twin === undefined ? null : this.recordingOf(report, twin.id),
    };
  }

  #keep(collected: Collected, call: Call, session: Session): void {
    const { startedAtMs, requestEndAtMs, responseFirstAtMs, responseEndAtMs } = call;
    const isWhole = call.state === 'answered' && responseFirstAtMs !== null && responseEndAtMs !== null;
    if (!isWhole || collected.calls.length >= maxCalls) {
      collected.leftOutCount += 1;
      return;
    }
    collected.calls.push({
      id: call.id,
      operation: call.operation,
      lane: session.archiveNameOf(call),
      startedAtMs,
      requestEndAtMs: Math.min(requestEndAtMs ?? responseFirstAtMs, responseFirstAtMs),
      responseFirstAtMs,
      responseEndAtMs,
      requestBytes: call.requestBytes,
      responseBytes: call.responseBytes,
      listed: collected.listedBy.get(call.id) ?? null,
    });
  }

  #of(session: number): Collected {
    const known = this.#sessions.get(session);
    if (known !== undefined) return known;
    const created: Collected = { calls: [], sentBy: new Map(), listedBy: new Map(), leftOutCount: 0 };
    this.#sessions.set(session, created);
    return created;
  }
}

const keyOf = (call: Call, digest: string): string => `${call.parameters.wid ?? 0} ${digest}`;

function noteSent(collected: Collected, call: Call): void {
  const { digest } = call.parameters;
  if (digest === undefined || call.operation === 'downloadChunk') return;
  const key = keyOf(call, digest);
  if (!collected.sentBy.has(key) && collected.sentBy.size < maxCalls) collected.sentBy.set(key, call.id);
}

const listOf = (collected: Collected, call: Call, entries: readonly IndexEntry[]): number[] =>
  entries.map(({ digest }) => collected.sentBy.get(keyOf(call, digest)) ?? 0);

/** TCP one round trip, TLS 1.3 one, older TLS two. Where TLS was not seen, it was the usual one. */
function handshakeTripsOf(connection: ReportConnection | undefined): number {
  const version = (connection?.tls ?? connection?.legs?.server)?.version;
  return version === undefined || version === 'TLSv1.3' ? 2 : 3;
}

function isLineBound({ timeBudgetMs, durationMs }: ReportSession): boolean {
  return timeBudgetMs.serverLine + timeBudgetMs.clientLine > lineBoundShare * durationMs;
}
