// A plan in virtual time. In: plan, what each call costs, a line with its windows. Out: when each step happened and what it waited
// for last, from which `critical-path.ts` reads where the time went. A discrete event simulation. diagnosis.md 3.
import { EventQueue } from './event-queue.js';
import { edgeNames, type Ordered } from './order.js';
import type { After, Plan, Step } from './plan.js';
import { Sender, type Waits } from './sender.js';
import type { Work, Works } from './work.js';

/** A plan made ready once for many runs. */
export interface Prepared {
  readonly plan: Plan;
  readonly ordered: Ordered;
  readonly works: Works;
}

export interface Line {
  readonly rttMs: number;
  /** Of the recording: what its client's thinking already holds of handshakes. */
  readonly recordedRttMs: number;
  /** Null: as the recording had it. */
  readonly bytesPerMs: number | null;
  readonly connectionWindowBytes: number | null;
  readonly streamWindowBytes: number | null;
  readonly hasSlowStart: boolean;
  /** The bodies' recorded pace was the line's, and goes with it. */
  readonly isPaceOfLine: boolean;
  /** Which way the windows hold. */
  readonly bodies: 'toServer' | 'toClient';
}

/** Factors on what things take: 0.5 for "what if the server were twice as fast". */
export interface Speeds {
  readonly clientFactor: number;
  readonly serverFactor: number;
  readonly lineFactor: number;
}

export const asRecorded: Speeds = { clientFactor: 1, serverFactor: 1, lineFactor: 1 };

export interface Moment {
  /** Last of the steps that it waited for; null: the beginning. */
  boundTo: number | null;
  boundEdge: After['edge'];
  readyMs: number;
  startedMs: number;
  /** Of the start, TCP and TLS alone. */
  connectMs: number;
  sentMs: number;
  requestWaits: Waits | null;
  serverDoneMs: number;
  replyFirstMs: number;
  replyWaits: Waits | null;
  repliedMs: number;
}

/** Bodies that fit one packet go between those of others (RFC 9113: small replies, lists of few entries). */
const smallBodyBytes = 1448;
const noWork: Work = {
  thinkMs: 0,
  producedMs: 0,
  thinkTripCount: 0,
  requestMs: 0,
  replyMs: 0,
  serverMs: 0,
  serverTurnMs: 0,
};

export function simulate(prepared: Prepared, line: Line, speeds: Speeds): readonly Moment[] {
  return new Simulation(prepared, line, speeds).run();
}

class Simulation {
  readonly #plan: Plan;
  /** By step. */
  readonly #works: readonly Work[];
  readonly #line: Line;
  readonly #speeds: Speeds;
  readonly #queue = new EventQueue();
  readonly #ordered: Ordered;
  readonly #waitCounts: Int32Array;
  readonly #moments: Moment[];
  readonly #answeredInPool: number[];
  readonly #senders: Readonly<Record<Step['connection'], { readonly toServer: Sender; readonly toClient: Sender }>>;
  readonly #serverFreeMs = { own: 0, twin: 0 };

  constructor({ plan, ordered, works }: Prepared, line: Line, speeds: Speeds) {
    this.#plan = plan;
    this.#works = plan.steps.map(({ call }) => (call === null ? noWork : (works.get(call.id) ?? noWork)));
    this.#line = line;
    this.#speeds = speeds;
    this.#ordered = ordered;
    this.#waitCounts = ordered.waitCounts.slice();
    this.#moments = plan.steps.map(newMoment);
    this.#answeredInPool = plan.pools.map(() => 0);
    const pair = () => ({ toServer: this.#makeSender('toServer'), toClient: this.#makeSender('toClient') });
    this.#senders = { own: pair(), twin: pair() };
    for (const { depth, members } of plan.pools) for (const step of members.slice(depth)) this.#waitCounts[step]! += 1;
  }

  run(): readonly Moment[] {
    for (const [step, count] of this.#waitCounts.entries()) if (count === 0) this.#ready(step);
    this.#queue.run();
    return this.#moments;
  }

  #makeSender(direction: Line['bodies']): Sender {
    const { rttMs, bytesPerMs, connectionWindowBytes, streamWindowBytes, hasSlowStart, bodies } = this.#line;
    const isHeld = direction === bodies;
    return new Sender(this.#queue, {
      rttMs,
      msPerByte: bytesPerMs === null ? 0 : this.#speeds.lineFactor / bytesPerMs,
      connectionWindowBytes: isHeld ? connectionWindowBytes : null,
      streamWindowBytes: isHeld ? streamWindowBytes : null,
      hasSlowStart,
    });
  }

  #release(step: number, edge: After['edge']): void {
    const nowMs = this.#queue.nowMs;
    const { from, target, edge: edges } = this.#ordered;
    for (let place = from[step]!; place < from[step + 1]!; place += 1) {
      const released = target[place]!;
      if (released < 0 || edgeNames[edges[place]!] !== edge) continue;
      const isProduced = edge === 'started' && this.#plan.steps[released]?.producedAfter === step;
      const delayMs = isProduced ? this.#works[released]!.producedMs * this.#speeds.clientFactor : 0;
      this.#satisfy(released, step, edge, nowMs + delayMs);
    }
  }

  #satisfy(step: number, by: number, edge: After['edge'], atMs: number): void {
    const moment = this.#moments[step]!;
    if (moment.boundTo === null || atMs >= moment.readyMs) {
      moment.boundTo = by;
      moment.boundEdge = edge;
      moment.readyMs = atMs;
    }
    this.#waitCounts[step]! -= 1;
    if (this.#waitCounts[step] === 0) this.#ready(step);
  }

  #ready(step: number): void {
    const moment = this.#moments[step]!;
    if (this.#plan.steps[step]?.call == null) {
      this.#queue.at(moment.readyMs, () => this.#replied(step));
      return;
    }
    const { thinkMs, thinkTripCount } = this.#works[step]!;
    const { rttMs, recordedRttMs } = this.#line;
    const ownThinkMs = Math.max(0, thinkMs - thinkTripCount * recordedRttMs) * this.#speeds.clientFactor;
    moment.connectMs = thinkTripCount * rttMs;
    this.#queue.at(moment.readyMs + moment.connectMs + ownThinkMs, () => this.#start(step));
  }

  #start(step: number): void {
    const { nowMs } = this.#queue;
    const { call, connection } = this.#plan.steps[step]!;
    this.#moments[step]!.startedMs = nowMs;
    this.#release(step, 'started');
    const bytes = call?.requestBytes ?? 0;
    const ownMs = this.#paceOf(this.#works[step]!.requestMs, bytes);
    if (bytes <= smallBodyBytes) this.#queue.at(nowMs + ownMs, () => this.#sent(step, null));
    else this.#senders[connection].toServer.send(bytes, ownMs, (waits) => this.#sent(step, waits));
  }

  #sent(step: number, waits: Waits | null): void {
    const moment = this.#moments[step]!;
    moment.sentMs = this.#queue.nowMs;
    moment.requestWaits = waits;
    this.#release(step, 'sent');
    this.#queue.at(this.#queue.nowMs + this.#line.rttMs / 2, () => this.#arrived(step));
  }

  #arrived(step: number): void {
    const { nowMs } = this.#queue;
    const { connection } = this.#plan.steps[step]!;
    const { serverMs, serverTurnMs } = this.#works[step]!;
    const { serverFactor } = this.#speeds;
    let turnDoneMs = nowMs;
    if (serverTurnMs > 0) {
      turnDoneMs = Math.max(nowMs, this.#serverFreeMs[connection]) + serverTurnMs * serverFactor;
      this.#serverFreeMs[connection] = turnDoneMs;
    }
    const doneMs = turnDoneMs + serverMs * serverFactor;
    this.#moments[step]!.serverDoneMs = doneMs;
    this.#queue.at(doneMs + this.#line.rttMs / 2, () => this.#reply(step));
  }

  /** The line back is shared at the client's end of it: half a round trip after the server let go. */
  #reply(step: number): void {
    const { nowMs } = this.#queue;
    const { call, connection } = this.#plan.steps[step]!;
    const moment = this.#moments[step]!;
    moment.replyFirstMs = nowMs;
    const bytes = call?.responseBytes ?? 0;
    const ownMs = this.#paceOf(this.#works[step]!.replyMs, bytes);
    const end = (waits: Waits | null): void => {
      moment.replyWaits = waits;
      this.#replied(step);
    };
    if (bytes <= smallBodyBytes) this.#queue.at(nowMs + ownMs, () => end(null));
    else this.#senders[connection].toClient.send(bytes, ownMs, end);
  }

  #replied(step: number): void {
    this.#moments[step]!.repliedMs = this.#queue.nowMs;
    this.#release(step, 'replied');
    const { pool } = this.#plan.steps[step]!;
    if (pool === null) return;
    const { depth, members } = this.#plan.pools[pool]!;
    const next = members[depth + this.#answeredInPool[pool]!];
    this.#answeredInPool[pool]! += 1;
    if (next !== undefined) this.#satisfy(next, step, 'replied', this.#queue.nowMs);
  }

  /** A pace that was the line's is not kept where the line is another. */
  #paceOf(recordedMs: number, bytes: number): number {
    if (this.#line.bytesPerMs !== null && this.#line.isPaceOfLine && bytes > 0) return 0;
    return recordedMs * this.#speeds.lineFactor;
  }
}

const newMoment = (): Moment => ({
  boundTo: null,
  boundEdge: 'replied',
  readyMs: 0,
  startedMs: 0,
  connectMs: 0,
  sentMs: 0,
  requestWaits: null,
  serverDoneMs: 0,
  replyFirstMs: 0,
  replyWaits: null,
  repliedMs: 0,
});
