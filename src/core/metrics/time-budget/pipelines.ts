// The chunk calls of one session that run side by side, archive by archive, and the appends that settle them. In: calls as
// they begin, are answered and end; entries of appends. Out: which pipeline is full, which reply is awaited. protocol.md 4.9.
import type { Call, IndexEntry, Operation } from '../../pbs/index.js';
import type { ClientPipeline } from '../../recognition/index.js';
import { isChunkCall, pipelineKeyOf } from '../client-watch.js';

/** PBS takes 256 writers of one session at most; files have two at a time, a machine one per disk. Beyond, they share one. */
const maxPipelines = 256;
/** Far beyond any queue. A client that appends at the very end has no queue to fill (Go): its chunks are not followed. */
const maxUnlisted = 4096;

const appendOperations: ReadonlySet<Operation> = new Set(['appendDynamicIndex', 'appendFixedIndex']);
const closeOperations: ReadonlySet<Operation> = new Set(['closeDynamicIndex', 'closeFixedIndex']);

export const isAppend = (call: Call): boolean => appendOperations.has(call.operation);
export const isPipelined = (call: Call): boolean => isChunkCall(call) || isAppend(call);

interface Pipeline {
  /** Unanswered chunk calls, oldest first. */
  readonly open: Map<number, Call>;
  readonly openAppends: Set<number>;
  /** Digests that were sent and stand in no append yet: unanswered, or answered and not yet read by the client's other half. */
  readonly unlisted: Set<string>;
  /** False once it was not possible to follow. */
  isFollowed: boolean;
}

export class Pipelines {
  readonly #pipelines = new Map<number, Pipeline>();
  /** Chunk calls and appends without a whole reply, oldest first. */
  readonly #running = new Map<number, Call>();
  #openChunkCount = 0;
  readonly #listedAppends = new Set<number>();

  get runningCount(): number {
    return this.#running.size;
  }

  begin(call: Call): void {
    this.#running.set(call.id, call);
    const pipeline = this.#of(call);
    if (isAppend(call)) {
      pipeline.openAppends.add(call.id);
      return;
    }
    pipeline.open.set(call.id, call);
    this.#openChunkCount += 1;
    if (call.parameters.digest === undefined || call.operation === 'downloadChunk') return;
    if (pipeline.unlisted.size >= maxUnlisted) pipeline.isFollowed = false;
    else pipeline.unlisted.add(call.parameters.digest);
  }

  /** The reply is whole, or will not come. */
  end(call: Call): void {
    if (!this.#running.delete(call.id)) return;
    const pipeline = this.#of(call);
    if (pipeline.openAppends.delete(call.id)) {
      // A list that was not readable leaves its chunks unlisted for ever.
      if (!this.#listedAppends.delete(call.id)) pipeline.isFollowed = false;
    } else if (pipeline.open.delete(call.id)) {
      this.#openChunkCount -= 1;
    }
  }

  noteEntries(call: Call, entries: readonly IndexEntry[]): void {
    if (!this.#running.has(call.id)) return;
    this.#listedAppends.add(call.id);
    const { unlisted } = this.#of(call);
    for (const { digest } of entries) unlisted.delete(digest);
  }

  noteOther(call: Call): void {
    if (closeOperations.has(call.operation)) this.#pipelines.delete(pipelineKeyOf(call));
  }

  oldestRunning(): Call | null {
    return first(this.#running);
  }

  /** The oldest chunk call of a pipeline that takes no more; null while all take more. */
  oldestOfFull(limit: ClientPipeline): Call | null {
    if (limit.per === 'session') return this.#openChunkCount >= limit.callCount ? first(this.#running) : null;
    for (const { open } of this.#pipelines.values()) if (open.size >= limit.callCount) return first(open);
    return null;
  }

  /**
   * An append is open, and what waits for it fills the queue. While it runs its list is out of the queue, and no reply is read:
   * one less than the limit of unanswered calls (protocol.md 4.9: 64 queued and one that waits to get in).
   */
  isAppendHoldingUp(limit: ClientPipeline): boolean {
    if (limit.per === 'session') return false;
    for (const { openAppends, unlisted, isFollowed } of this.#pipelines.values()) {
      if (openAppends.size > 0 && isFollowed && unlisted.size >= limit.callCount - 1) return true;
    }
    return false;
  }

  #of(call: Call): Pipeline {
    const key = pipelineKeyOf(call);
    const known =
      this.#pipelines.get(key) ?? (this.#pipelines.size < maxPipelines ? undefined : first(this.#pipelines));
    if (known !== undefined && known !== null) return known;
    const created: Pipeline = { open: new Map(), openAppends: new Set(), unlisted: new Set(), isFollowed: true };
    this.#pipelines.set(key, created);
    return created;
  }
}

function first<T>(map: ReadonlyMap<number, T>): T | null {
  for (const value of map.values()) return value;
  return null;
}
