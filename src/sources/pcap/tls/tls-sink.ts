// In: nothing. Out: what a decrypted TLS connection has to tell, direction by direction. Types only.
import type { Direction, SourceProblemCode } from '../../../core/wire/index.js';

export interface TlsFacts {
  readonly version: string;
  readonly cipherSuite: string | null;
  readonly serverName: string | null;
  readonly alpnOffered: readonly string[];
  readonly alpn: string | null;
  readonly fingerprint: string | null;
  readonly clientRandom: string | null;
}

export interface TlsSink {
  /** Application bytes; behind `missing` with null they are encrypted ones, good for counting only. Borrowed. */
  bytes(direction: Direction, bytes: Uint8Array): void;
  /** Null: nothing of this direction can be read from here on. */
  missing(direction: Direction, byteCount: number | null, code: SourceProblemCode, detail: string): void;
  /** The client's Finished. */
  established(facts: TlsFacts): void;
  failed(
    by: 'client' | 'server',
    reason: string,
    facts: { readonly fingerprint: string | null; readonly clientRandom: string | null },
  ): void;
  /** Each record as it lay on the wire, read or not; before what it held. */
  record(direction: Direction, type: number, bodyBytes: number): void;
  closeNotify(direction: Direction): void;
}
