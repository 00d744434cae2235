// In: nothing. Out: what every version of TLS can do with the encrypted records of one direction. Types only.
import type { RecordContent } from './record-protection.js';

export type Opened =
  | { readonly kind: 'content'; readonly content: RecordContent }
  /** Not under these keys, and that may be so: early data, handshake records without their key. */
  | { readonly kind: 'passed-over' }
  | { readonly kind: 'unreadable'; readonly detail: string };

/** How many records a hole may hide. */
export interface LostRange {
  readonly leastCount: number;
  readonly mostCount: number;
}

/** What a hole hid, as the first record behind it proves. */
export interface Lost {
  readonly count: number;
  /** Application data, and of known length; none; or nobody knows. */
  readonly content: 'counted' | 'none' | 'unknown';
}

export interface RecordKeys {
  /** TLS 1.2: alerts and handshake messages keep their type outside. 1.3: all that is encrypted says application data. */
  readonly areAllTypesEncrypted: boolean;
  readonly hasApplication: boolean;
  /** Finished was read. */
  readonly isInApplication: boolean;
  /** What a record adds to its content, header included; null where that differs from record to record. */
  readonly overheadBytes: number | null;
  open(record: Uint8Array): Opened;
  /** Finished was read: the next record is application data. */
  enterApplication(): void;
  /** KeyUpdate was read. */
  update(): void;
  /** A record with a hole in it went by. */
  skip(): void;
  /** The first record behind a hole proves how many are missing: `open` reads it next. Null where it proves nothing. */
  findBehindHole(record: Uint8Array, range: LostRange): Lost | null;
}

export const describeUnreadable = (openedCount: number): Opened => ({
  kind: 'unreadable',
  detail: `encrypted record ${openedCount + 1} of this direction does not open with the key of the key log`,
});
