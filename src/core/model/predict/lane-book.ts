// The calls of one connection put into order as they come: archive by archive what was sent, answered and appended. In: calls in
// order of their heads. Out: steps with their edges, written to the plan. protocol.md 4.4, 4.8, 4.9, 6.3.
import type { Pipeline } from './pipelines.js';
import type { Pool, Step } from './plan.js';
import type { RecordedCall } from './recording.js';
import { isClose, roleOf } from './roles.js';

/** Of one archive, or of all downloads of a reader. */
interface Lane {
  /** Chunk calls by step, and for each the moment at which it and all before it are answered and taken. */
  readonly chunks: number[];
  readonly taken: number[];
  readonly placeOf: Map<number, number>;
  lastAwaited: number | null;
  lastAppend: number | null;
  /** Last output of the sending half: a chunk, or what filled an append. */
  lastOutput: number | null;
  /** Chunks up to this place are in appends; the next one is taken when the last append is answered. */
  appendedUpTo: number;
  closed: number | null;
  pool: number | null;
}

/** How far back an answered call is looked for: more than any client has open. */
const lookBackCount = 256;

export class LaneBook {
  readonly #pipeline: Pipeline;
  readonly #steps: Step[];
  readonly #pools: Pool[];
  readonly #connection: Step['connection'];
  readonly #lanes = new Map<string, Lane>();
  /** Calls of the session as a whole, each awaited. */
  readonly #awaited: number[] = [];
  /** Those, and the awaited ones of archives. */
  readonly #allAwaited: number[] = [];
  #lastChunk: number | null = null;
  #sessionPool: number | null = null;

  constructor(pipeline: Pipeline, steps: Step[], pools: Pool[], connection: Step['connection']) {
    this.#pipeline = pipeline;
    this.#steps = steps;
    this.#pools = pools;
    this.#connection = connection;
  }

  add(call: RecordedCall): number {
    switch (roleOf(call, this.#pipeline)) {
      case 'chunk':
        return this.#addChunk(call);
      case 'append':
        return this.#addAppend(call);
      case 'archive':
        return this.#addOfArchive(call);
      case 'session':
        return this.#addOfSession(call);
    }
  }

  /** The latest call that was answered before, of those that something waits for. */
  lastAwaitedBefore(atMs: number): number | null {
    return this.#latestAnswered(this.#allAwaited, atMs);
  }

  #addChunk(call: RecordedCall): number {
    const lane = this.#lane(call);
    const step = this.#push(call);
    this.#afterReply(step, lane.lastAwaited);
    this.#afterReply(step, this.#latestAnswered(this.#awaited, call.startedAtMs));
    if (isLateLane(call)) for (const closed of this.#closedBefore(call.startedAtMs)) this.#afterReply(step, closed);
    const before = this.#pipeline.doesRegisterFirst ? this.#lastChunk : lane.chunks.at(-1);
    if (before !== undefined && before !== null) this.#steps[step]?.after.push({ step: before, edge: 'sent' });
    this.#takePlace(lane, step);
    this.#lastChunk = step;
    lane.lastOutput = step;
    if (call.operation === 'downloadChunk') this.#allAwaited.push(step);
    return step;
  }

  /** A place in the queue, and the moment at which the chunk leaves it. */
  #takePlace(lane: Lane, step: number): void {
    const { depth, order } = this.#pipeline;
    const place = lane.chunks.push(step) - 1;
    const call = this.#steps[step]?.call;
    if (call != null) lane.placeOf.set(call.id, place);
    if (order === 'any') {
      const pool = this.#poolOf(lane);
      this.#pools[pool]?.members.push(step);
      const own = this.#steps[step];
      if (own !== undefined) own.pool = pool;
    } else {
      this.#afterReply(step, lane.taken[place - depth] ?? null);
    }
    const taken = this.#push(null);
    this.#afterReply(taken, step);
    this.#afterReply(taken, lane.taken.at(-1) ?? null);
    if (place === lane.appendedUpTo + 1 && order === 'in-order') this.#afterReply(taken, lane.lastAppend);
    lane.taken.push(taken);
  }

  #addAppend(call: RecordedCall): number {
    const lane = this.#lane(call);
    const step = this.#push(call);
    this.#afterReply(step, lane.lastAwaited);
    this.#afterReply(step, lane.lastAppend);
    const isAtEnd = this.#pipeline.appends === 'at-end';
    // Lists that were not readable: what was answered by then.
    const last = isAtEnd
      ? lane.chunks.length - 1
      : Math.max(
          lane.appendedUpTo,
          call.listed === null ? this.#answeredPlace(lane, call.startedAtMs) : newestListed(lane, call.listed),
        );
    this.#afterReply(step, lane.taken[last] ?? null);
    const own = this.#steps[step];
    // A list that ends with the newest chunk waits for what the sending half makes next; an older one for replies alone.
    const isNewest = last === lane.chunks.length - 1;
    if (own !== undefined && isNewest) own.producedAfter = lane.lastOutput ?? lane.lastAwaited;
    lane.lastAppend = step;
    lane.lastOutput = step;
    lane.appendedUpTo = last;
    const next = lane.taken[last + 1];
    if (next !== undefined && this.#pipeline.order === 'in-order') this.#afterReply(next, step);
    return step;
  }

  #addOfArchive(call: RecordedCall): number {
    const lane = this.#lane(call);
    const step = this.#push(call);
    this.#afterReply(step, this.#latestAnswered(this.#awaited, call.startedAtMs));
    this.#afterReply(step, lane.lastAwaited);
    // Archives follow each other, but for the catalog and the two halves of a split one, which are not closed by then.
    if (lane.lastAwaited === null)
      for (const closed of this.#closedBefore(call.startedAtMs)) this.#afterReply(step, closed);
    if (isClose(call)) this.#close(lane, step);
    lane.lastAwaited = step;
    this.#allAwaited.push(step);
    return step;
  }

  #close(lane: Lane, step: number): void {
    this.#afterReply(step, lane.lastAppend);
    this.#afterReply(step, lane.taken.at(-1) ?? null);
    lane.closed = step;
  }

  #addOfSession(call: RecordedCall): number {
    const step = this.#push(call);
    this.#afterReply(step, this.#latestAnswered(this.#awaited, call.startedAtMs));
    const ofArchive = isClose(call) && call.lane !== null ? this.#lane(call) : null;
    if (ofArchive !== null) this.#close(ofArchive, step);
    for (const lane of this.#lanes.values()) {
      const ends = [lane.closed, lane.lastAppend, lane.lastAwaited, lane.chunks.at(-1) ?? null];
      for (const end of ends) {
        if (end !== null && end !== step && this.#repliedAtMs(end) <= call.startedAtMs) this.#afterReply(step, end);
      }
    }
    this.#awaited.push(step);
    this.#allAwaited.push(step);
    return step;
  }

  #push(call: RecordedCall | null): number {
    this.#steps.push({ call, after: [], producedAfter: null, pool: null, connection: this.#connection });
    return this.#steps.length - 1;
  }

  #afterReply(step: number, of: number | null): void {
    if (of !== null) this.#steps[step]?.after.push({ step: of, edge: 'replied' });
  }

  #repliedAtMs(step: number): number {
    return this.#steps[step]?.call?.responseEndAtMs ?? Number.POSITIVE_INFINITY;
  }

  #latestAnswered(among: readonly number[], atMs: number): number | null {
    let latest: number | null = null;
    for (let at = among.length - 1; at >= Math.max(0, among.length - lookBackCount); at -= 1) {
      const step = among[at]!;
      const repliedAtMs = this.#repliedAtMs(step);
      if (repliedAtMs <= atMs && (latest === null || repliedAtMs > this.#repliedAtMs(latest))) latest = step;
    }
    return latest;
  }

  #closedBefore(atMs: number): number[] {
    return [...this.#lanes.values()].flatMap(({ closed }) =>
      closed !== null && this.#repliedAtMs(closed) <= atMs ? [closed] : [],
    );
  }

  #answeredPlace(lane: Lane, atMs: number): number {
    return lane.chunks.findLastIndex((step) => this.#repliedAtMs(step) <= atMs);
  }

  #poolOf(lane: Lane): number {
    const known = this.#pipeline.per === 'session' ? this.#sessionPool : lane.pool;
    if (known !== null) return known;
    const created = this.#pools.push({ depth: this.#pipeline.depth, members: [] }) - 1;
    if (this.#pipeline.per === 'session') this.#sessionPool = created;
    lane.pool = created;
    return created;
  }

  #lane(call: RecordedCall): Lane {
    const key = call.operation === 'downloadChunk' ? '' : (call.lane ?? '');
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const created: Lane = {
      chunks: [],
      taken: [],
      placeOf: new Map(),
      lastAwaited: null,
      lastAppend: null,
      lastOutput: null,
      appendedUpTo: -1,
      closed: null,
      pool: null,
    };
    this.#lanes.set(key, created);
    return created;
  }
}

function newestListed({ placeOf }: Lane, listed: readonly number[]): number {
  return listed.reduce((newest, id) => Math.max(newest, placeOf.get(id) ?? -1), -1);
}

/** The catalog's last chunks are cut when the archives are through (protocol.md 4.4). */
const isLateLane = ({ lane }: RecordedCall): boolean => lane === 'catalog.pcat1.didx';
