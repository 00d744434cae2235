// The calls of a run as columns (D11, D19). In: calls as they begin and end. Out: rows for a range. Bounded: the oldest
// make room for new ones, the slowest of those are kept, and what was let go is counted.
import type { Call, Operation } from '../pbs/index.js';
import { partsOf } from './call-parts.js';

/** A session of 1 TB has some 250 000 calls (D19). */
const maxStoredCalls = 300_000;
/** Slowest calls that outlive their place in the store. */
const maxWorstCalls = 200;

export interface StoredCall {
  readonly id: number;
  /** Null: a call outside any session. */
  readonly session: number | null;
  readonly connection: number;
  readonly protocol: Call['protocol'];
  readonly stream: number;
  readonly operation: Operation;
  readonly method: string;
  readonly target: string;
  readonly archive: string | null;
  readonly startedAtMs: number;
  readonly uploadMs: number | null;
  /** Of the upload: standing before a shut window. */
  readonly blockedMs: number;
  readonly waitMs: number | null;
  readonly responseMs: number | null;
  /** Null while open or without a whole reply. */
  readonly durationMs: number | null;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly status: number | null;
  readonly state: Call['state'];
  /** A chunk's: the id of the append that put it into an index; null while none did. */
  readonly appendedBy: number | null;
}

const numberColumns = [
  'id',
  'session',
  'connection',
  'protocol',
  'stream',
  'operation',
  'method',
  'archive',
  'startedAtMs',
  'uploadMs',
  'blockedMs',
  'waitMs',
  'responseMs',
  'durationMs',
  'requestBytes',
  'responseBytes',
  'status',
  'state',
  'appendedBy',
] as const;
type NumberColumn = (typeof numberColumns)[number];

const protocols = ['http1', 'http2'] as const;
const states = ['open', 'answered', 'reset', 'unanswered'] as const;
const firstCapacity = 1024;
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

export class CallStore {
  readonly #capacityLimit: number;
  #columns = makeColumns(firstCapacity);
  #targets: string[] = [];
  readonly #words: string[] = [];
  readonly #wordNumbers = new Map<string, number>();
  /** Calls ever begun; call n stands in slot n % capacity once the store is full. */
  #count = 0;
  readonly #open = new Map<number, { readonly slot: number; readonly call: Call }>();
  readonly #worst: StoredCall[] = [];
  droppedCount = 0;

  constructor(capacityLimit: number = maxStoredCalls) {
    this.#capacityLimit = capacityLimit;
  }

  begin(call: Call, session: number | null, archive: string | null): void {
    const slot = this.#nextSlot();
    const set = (column: NumberColumn, value: number | null): void => {
      this.#columns[column][slot] = value ?? Number.NaN;
    };
    set('id', call.id);
    set('session', session);
    set('connection', call.connection);
    set('protocol', protocols.indexOf(call.protocol));
    set('stream', call.stream);
    set('appendedBy', null);
    set('operation', this.#wordNumber(call.operation));
    set('method', this.#wordNumber(call.method));
    set('startedAtMs', call.startedAtMs);
    this.#targets[slot] = call.target;
    this.#open.set(call.id, { slot, call });
    this.#write(slot, call, archive);
  }

  end(call: Call, archive: string | null): void {
    const open = this.#open.get(call.id);
    if (open === undefined) return;
    this.#open.delete(call.id);
    this.#write(open.slot, call, archive);
  }

  /** An upgrade claimed a call that ended before it (D7). */
  claim(callId: number, session: number): void {
    const slot = this.#slotOf(callId);
    if (slot !== null) this.#columns.session[slot] = session;
  }

  /** This append put the chunk of that call into an index. */
  noteAppended(callId: number, appendId: number): void {
    const slot = this.#slotOf(callId);
    if (slot !== null) this.#columns.appendedBy[slot] = appendId;
  }

  /** Oldest first, the slowest of those let go before them. */
  *oldestFirst(): Generator<StoredCall> {
    yield* [...this.#worst].sort((a, b) => a.id - b.id);
    for (let number = this.#oldest(); number < this.#count; number++) yield this.#row(number % this.#capacityLimit);
  }

  *newestFirst(): Generator<StoredCall> {
    for (let number = this.#count - 1; number >= this.#oldest(); number--)
      yield this.#row(number % this.#capacityLimit);
    yield* [...this.#worst].sort((a, b) => b.id - a.id);
  }

  #oldest(): number {
    return Math.max(0, this.#count - this.#capacityLimit);
  }

  /** Ids grow with the places; null for a call that was let go. */
  #slotOf(callId: number): number | null {
    let low = this.#oldest();
    let high = this.#count - 1;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const slot = middle % this.#capacityLimit;
      const id = this.#columns.id[slot]!;
      if (id === callId) return slot;
      if (id < callId) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }

  #nextSlot(): number {
    const slot = this.#count % this.#capacityLimit;
    if (this.#count >= this.#capacityLimit) this.#letGo(slot);
    const length = this.#columns.id.length;
    if (slot >= length) {
      const grown = makeColumns(Math.min(this.#capacityLimit, length * 2));
      for (const name of numberColumns) grown[name].set(this.#columns[name]);
      this.#columns = grown;
    }
    this.#count += 1;
    return slot;
  }

  #letGo(slot: number): void {
    const row = this.#row(slot);
    this.#open.delete(row.id);
    const slowest = this.#worst;
    const place = slowest.findIndex((one) => (one.durationMs ?? 0) < (row.durationMs ?? 0));
    slowest.splice(place < 0 ? slowest.length : place, 0, row);
    if (slowest.length <= maxWorstCalls) return;
    slowest.pop();
    this.droppedCount += 1;
  }

  #write(slot: number, call: Call, archive: string | null): void {
    const parts = partsOf(call);
    const columns = this.#columns;
    columns.archive[slot] = archive === null ? Number.NaN : this.#wordNumber(archive);
    columns.uploadMs[slot] = parts.uploadMs ?? Number.NaN;
    columns.blockedMs[slot] = parts.blockedMs;
    columns.waitMs[slot] = parts.waitMs ?? Number.NaN;
    columns.responseMs[slot] = parts.responseMs ?? Number.NaN;
    columns.durationMs[slot] = parts.durationMs ?? Number.NaN;
    columns.requestBytes[slot] = call.requestBytes;
    columns.responseBytes[slot] = call.responseBytes;
    columns.status[slot] = call.status ?? Number.NaN;
    columns.state[slot] = states.indexOf(call.state);
  }

  #row(slot: number): StoredCall {
    const columns = this.#columns;
    const open = this.#open.get(columns.id[slot]!);
    if (open !== undefined) this.#write(slot, open.call, this.#wordOrNull(columns.archive[slot]!));
    return {
      id: columns.id[slot]!,
      session: orNull(columns.session[slot]!),
      connection: columns.connection[slot]!,
      protocol: protocols[columns.protocol[slot]!]!,
      stream: columns.stream[slot]!,
      operation: this.#words[columns.operation[slot]!] as Operation,
      method: this.#words[columns.method[slot]!]!,
      target: this.#targets[slot]!,
      archive: this.#wordOrNull(columns.archive[slot]!),
      startedAtMs: columns.startedAtMs[slot]!,
      uploadMs: orNull(columns.uploadMs[slot]!),
      blockedMs: columns.blockedMs[slot]!,
      waitMs: orNull(columns.waitMs[slot]!),
      responseMs: orNull(columns.responseMs[slot]!),
      durationMs: orNull(columns.durationMs[slot]!),
      requestBytes: columns.requestBytes[slot]!,
      responseBytes: columns.responseBytes[slot]!,
      status: orNull(columns.status[slot]!),
      state: states[columns.state[slot]!]!,
      appendedBy: orNull(columns.appendedBy[slot]!),
    };
  }

  #wordOrNull(number: number): string | null {
    return Number.isNaN(number) ? null : this.#words[number]!;
  }

  /** Operations, methods and archive names repeat: each is kept once. */
  #wordNumber(word: string): number {
    const known = this.#wordNumbers.get(word);
    if (known !== undefined) return known;
    this.#words.push(word);
    this.#wordNumbers.set(word, this.#words.length - 1);
    return this.#words.length - 1;
  }
}

function makeColumns(capacity: number): Record<NumberColumn, Float64Array> {
  const columns = numberColumns.map((name) => [name, new Float64Array(capacity)] as const);
  return Object.fromEntries(columns) as Record<NumberColumn, Float64Array>;
}
