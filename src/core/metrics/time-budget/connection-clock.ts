// Whose time it is, on one connection. In: its Events and calls in order, what its client is known to be. Out: situations, told
// to the account of the session that runs, or of the one that may come. Constant work for each Event, none for past ones.
import type { Event } from '../../event/index.js';
import type { Call, IndexEntry } from '../../pbs/index.js';
import type { ClientPipeline } from '../../recognition/index.js';
import type { Session } from '../../session/index.js';
import { isChunkCall } from '../client-watch.js';
import type { FullLines } from '../full-lines.js';
import { type RoundTrips, TimeAccount } from './account.js';
import { Connecting } from './connecting.js';
import { isUpgrade, OpenCalls } from './open-calls.js';
import { isAppend, isPipelined, Pipelines } from './pipelines.js';
import { ShutWindows } from './shut-windows.js';
import { plain, type Situation, situationOf } from './situation.js';

/** A client that waited for a reply goes on within this of having it; one that takes longer was at work. */
const reactionMs = 5;
/** The same, of the time that the replies took: beside half a second, what a busy machine takes to go on is nothing. */
const reactionShare = 0.25;
const never = Number.NEGATIVE_INFINITY;

/** What the clock asks of those who know. */
export interface ClockSources {
  readonly rtt: () => RoundTrips;
  /** Told of every Event before the clock is. */
  readonly lines: FullLines;
  readonly pipelineOf: (session: Session) => ClientPipeline;
}

export class ConnectionClock {
  readonly #sources: ClockSources;
  readonly #connecting = new Connecting();
  readonly #calls = new OpenCalls();
  readonly #windows = new ShutWindows();
  #pipelines = new Pipelines();
  #streamLimit = Number.POSITIVE_INFINITY;
  #account: TimeAccount;
  #session: Session | null = null;
  /** The last reply that the client waited for. */
  #neededAtMs = never;
  /** The last of the calls that run side by side. */
  #lastReply: { readonly atMs: number; readonly wasNeeded: boolean } = { atMs: never, wasNeeded: false };
  #isTwinAtWork = false;
  /** First of each kind: when. */
  readonly #ends = new Map<'ended' | 'closed', number>();

  constructor(startedAtMs: number, sources: ClockSources) {
    this.#sources = sources;
    this.#account = new TimeAccount(startedAtMs, plain('connect', never));
  }

  /** Replies are owed, or requests are under way. */
  get isAtWork(): boolean {
    return this.#calls.activeCount > 0;
  }

  /** A session runs on this connection from `session.startedAtMs` on: the time since then is its own. */
  beginSession(session: Session): TimeAccount {
    this.restartAt(session.startedAtMs);
    this.#session = session;
    this.#pipelines = new Pipelines();
    return this.#account;
  }

  /** The session is over; what comes may belong to another one. */
  endSession(atMs: number): void {
    this.#account.enter(plain('closing', never), atMs, this.#sources.rtt());
    this.#account = new TimeAccount(atMs, this.#situation());
    this.#session = null;
    this.#isTwinAtWork = false;
  }

  /** Nobody owns the time before `atMs`. A damaged recording may show an end before what belongs to it. */
  restartAt(atMs: number): void {
    if (this.#account.startedAtMs === atMs) return;
    this.#account = new TimeAccount(atMs, this.#situation());
    for (const endMs of this.#ends.values()) this.#account.mark(endMs, this.#sources.rtt());
  }

  noteEvent(event: Event): void {
    this.#connecting.noteEvent(event);
    if (event.kind === 'windowStall') this.#windows.note(event);
    else if (event.kind === 'settings' && event.direction === 'toClient') this.#noteLimit(event.settings);
    else if (event.kind === 'ended' || event.kind === 'closed') this.#noteEnd(event);
    this.#update(event.atMs);
  }

  begin(call: Call, atMs: number): void {
    if (this.#calls.activeCount === 0) this.#sources.lines.noteFirstRequest();
    this.#calls.begin(call);
    if (isChunkCall(call)) {
      this.#settleBefore(call, atMs);
      this.#pipelines.begin(call);
    } else if (isAppend(call)) {
      if (this.#pipelines.runningCount === 0) this.#settleBefore(call, atMs);
      if (call.requestEndAtMs !== null) this.#pipelines.begin(call);
    } else {
      this.#account.settle('waited', atMs, this.#sources.rtt());
    }
    this.#update(atMs);
  }

  /** Something of this call came by. */
  move(call: Call, atMs: number): void {
    const step = this.#calls.move(call);
    if (step === null) return;
    // Where an append belongs is known when its body is whole.
    if (step.from === 'request' && isAppend(call)) this.#pipelines.begin(call);
    if (step.to === 'reply' || step.to === 'over') this.#sources.lines.noteReply(call);
    if (step.to === 'over') this.#noteReply(call, atMs);
    if (this.#calls.activeCount === 0) this.#sources.lines.noteRest();
    this.#update(atMs);
  }

  end(call: Call, atMs: number): void {
    this.move(call, atMs);
    this.#calls.end(call);
    this.#pipelines.end(call);
    if (call.protocol === 'http2') this.#windows.forget(call.stream);
    if (!isPipelined(call)) this.#pipelines.noteOther(call);
    if (isUpgrade(call) && call.status === 401) this.#account.refuseCredentials(atMs, this.#sources.rtt());
    this.#update(atMs);
  }

  noteEntries(call: Call, entries: readonly IndexEntry[]): void {
    this.#pipelines.noteEntries(call, entries);
  }

  noteTwin(work: 'at-work' | 'at-rest', atMs: number): void {
    this.#isTwinAtWork = work === 'at-work';
    this.#update(atMs);
  }

  #noteLimit(settings: Readonly<Record<string, number>>): void {
    this.#streamLimit = settings.MAX_CONCURRENT_STREAMS ?? this.#streamLimit;
  }

  #noteEnd({ kind, atMs }: { readonly kind: 'ended' | 'closed'; readonly atMs: number }): void {
    if (this.#ends.has(kind)) return;
    this.#ends.set(kind, atMs);
    this.#account.mark(atMs, this.#sources.rtt());
  }

  /** A reply is whole: was it the one that the client waited for? Then it travels to it first. */
  #noteReply(call: Call, atMs: number): void {
    const isTravelling = atMs <= this.#neededAtMs + (this.#sources.rtt().client ?? 0);
    const wasNeeded = !isPipelined(call) || this.#isFull() || isTravelling;
    if (wasNeeded) this.#neededAtMs = atMs;
    if (isPipelined(call)) this.#lastReply = { atMs, wasNeeded };
    this.#pipelines.end(call);
  }

  /** The next of the calls that run side by side: it came at once behind the reply that made room for it, or when it was made. */
  #settleBefore(call: Call, atMs: number): void {
    const rtt = this.#sources.rtt();
    const asideMs = this.#account.asideMs;
    const patienceMs = Math.max(reactionMs, asideMs * reactionShare) + (rtt.client ?? 0);
    const isPrompt = atMs - this.#lastReply.atMs <= patienceMs;
    const hasWaited = isPrompt && (isAppend(call) || this.#lastReply.wasNeeded);
    this.#account.settle(hasWaited ? 'waited' : 'produced', atMs, rtt);
  }

  #isFull(): boolean {
    const pipeline = this.#pipeline();
    return pipeline !== null && this.#pipelines.oldestOfFull(pipeline) !== null;
  }

  #pipeline(): ClientPipeline | null {
    return this.#session === null ? null : this.#sources.pipelineOf(this.#session);
  }

  #update(atMs: number): void {
    this.#account.enter(this.#situation(), atMs, this.#sources.rtt());
  }

  #situation(): Situation {
    const session = this.#session;
    const owed = this.#pipelines.oldestRunning();
    const pipeline = owed === null ? null : this.#pipeline();
    const isKnown = pipeline !== null && !pipeline.isEstimate;
    return situationOf({
      isConnecting: this.#connecting.isConnecting,
      isLoggingIn: this.#calls.loginCount > 0,
      isUpgrading: this.#calls.upgradeCount > 0,
      isServerLineFull: this.#sources.lines.isFull('toServer'),
      isClientLineFull: this.#sources.lines.isFull('toClient'),
      isConnectionWindowShut: this.#windows.isConnectionShut,
      isStreamWindowShut: this.#windows.isStreamShut,
      isStreamLimitReached: this.#calls.streamCount >= this.#streamLimit,
      isRequestUnderWay: this.#calls.sendingCount > 0,
      isReplyUnderWay: this.#calls.replyingCount > 0,
      isAppendHoldingUp: pipeline !== null && this.#pipelines.isAppendHoldingUp(pipeline),
      needed: this.#calls.oldestWaiting() ?? (isKnown ? this.#neededOf(pipeline, owed) : null),
      owed,
      repliedAtMs: this.#neededAtMs,
      isReader: session !== null && session.side === 'reader' && session.upgrade === 'accepted',
      isTwinAtWork: this.#isTwinAtWork,
      isOver: this.#ends.size > 0 || session?.isFinished === true,
    });
  }

  /** A client without a queue for its appends waits for each of them. */
  #neededOf(pipeline: ClientPipeline, owed: Call | null): Call | null {
    if (owed !== null && pipeline.per === 'session' && isAppend(owed)) return owed;
    return this.#pipelines.oldestOfFull(pipeline);
  }
}
