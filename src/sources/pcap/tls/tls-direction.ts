// In: nothing. Out: what is remembered of one direction of a TLS connection while its records go by.
import type { Direction } from '../../../core/wire/index.js';
import { HandshakeMessages } from './handshake-messages.js';
import { HoleTries } from './holes.js';
import { type CutRecord, RecordCutter } from './record-cutter.js';
import type { RecordKeys } from './record-keys.js';
import type { IsSureRecord } from './record-search.js';

/**
 * How it works: `clear` until the hellos are read; then `encrypted` with keys, or `sealed` without any: records are cut and
 * counted. `dark` when not even records can be told apart: bytes are counted. Never back.
 */
export type TlsState = 'clear' | 'encrypted' | 'sealed' | 'dark';

/** Encrypted records before the hellos were read (early data, mixed order); more is not worth keeping. */
const maxHeldBytes = 256 * 1024;

export class TlsDirection {
  readonly direction: Direction;
  readonly cutter: RecordCutter;
  state: TlsState = 'clear';
  keys: RecordKeys | null = null;
  messages = new HandshakeMessages();
  readonly tries = new HoleTries();
  didChangeCipher = false;
  /** Bytes that the capture lacks behind the point where this direction could no longer be read. */
  unreportedBytes = 0;
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(direction: Direction, onRecord: (record: CutRecord) => void, isSure: IsSureRecord) {
    this.direction = direction;
    this.cutter = new RecordCutter(onRecord, isSure);
  }

  get by(): 'client' | 'server' {
    return this.direction === 'toServer' ? 'client' : 'server';
  }

  /** Keeps a copy for later; false when there are too many. */
  hold(record: Uint8Array): boolean {
    if (this.#heldBytes + record.length > maxHeldBytes) return false;
    this.#held.push(record.slice());
    this.#heldBytes += record.length;
    return true;
  }

  get hasHeld(): boolean {
    return this.#held.length > 0;
  }

  takeHeld(): readonly Uint8Array[] {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    return held;
  }
}
