// What the model keeps of one recorded session. In: nothing. Out: types only. Times are `atMs` of the recording; the calls are
// those that were answered whole, in order of their heads. diagnosis.md 3.
import type { Operation } from '../../pbs/index.js';
import type { RecognisedClient } from '../../recognition/index.js';

export interface RecordedCall {
  /** Of the trace: ids go up in order of request heads, through all connections. */
  readonly id: number;
  readonly operation: Operation;
  /** Archive that it belongs to; null: the session as a whole. */
  readonly lane: string | null;
  readonly startedAtMs: number;
  readonly requestEndAtMs: number;
  readonly responseFirstAtMs: number;
  readonly responseEndAtMs: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Of an append: ids of the chunk calls that it lists, 0 for a chunk that was known; null: no append, or not readable. */
  readonly listed: readonly number[] | null;
}

export interface Recording {
  readonly session: number;
  readonly kind: 'backup' | 'restore';
  readonly snapshot: string | null;
  readonly openedAtMs: number;
  readonly durationMs: number;
  readonly client: RecognisedClient;
  /** Between the observer and each end; 0 where it was not measured. */
  readonly rttMs: { readonly client: number; readonly server: number };
  /** TCP and TLS take so many round trips before the first request can leave. */
  readonly handshakeTripCount: number;
  /** Of the receiver of chunk bodies; null: not seen. */
  readonly windowBytes: { readonly connection: number | null; readonly stream: number | null };
  /** The line was full for most of the session: the pace of its bodies says nothing of the client. */
  readonly isLineBound: boolean;
  readonly calls: readonly RecordedCall[];
  /** Calls without a whole reply, and those that did not fit: the model has none of them. */
  readonly leftOutCount: number;
  /** Metadata mode: the reader beside a backup. */
  readonly twin: Recording | null;
}
