// Which append put which uploaded chunk into an index. In: chunk calls as they start, appends with their entries. Out: the ids of the
// chunk calls that an append takes up. Remembers a chunk until then or until its connection is gone.
import type { Call, IndexEntry } from '../pbs/index.js';

/** Clients append after some 64 to 128 chunks; beyond this many that no append names, the oldest are forgotten. */
const maxWaitingCount = 65_536;

export class AppendLinks {
  /** By connection, then by writer and digest. */
  readonly #waiting = new Map<number, Map<string, number>>();
  forgottenCount = 0;

  noteChunk({ id, connection, operation, parameters }: Call): void {
    const { wid, digest } = parameters;
    const isChunk = operation === 'uploadDynamicChunk' || operation === 'uploadFixedChunk';
    if (!isChunk || wid === undefined || digest === undefined) return;
    const chunks = this.#waiting.get(connection) ?? new Map<string, number>();
    this.#waiting.set(connection, chunks);
    chunks.set(`${wid} ${digest}`, id);
    if (chunks.size <= maxWaitingCount) return;
    const [oldest] = chunks.keys();
    if (oldest !== undefined) chunks.delete(oldest);
    this.forgottenCount += 1;
  }

  *take(append: Call, entries: readonly IndexEntry[]): Generator<number> {
    const chunks = this.#waiting.get(append.connection);
    if (chunks === undefined) return;
    for (const { digest } of entries) {
      const key = `${append.parameters.wid} ${digest}`;
      const chunk = chunks.get(key);
      if (chunk === undefined) continue;
      chunks.delete(key);
      yield chunk;
    }
  }

  forgetConnection(connection: number): void {
    this.#waiting.delete(connection);
  }
}
