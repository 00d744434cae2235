// What can be told of a TLS connection without its keys: measured numbers, and estimates that each say how sure they are and why.
// In: nothing. Out: types only, plain and serialisable, as they stand in the report (docs/shape.md).
import type { CloseHow, Party } from '../wire/index.js';

export type Confidence = 'high' | 'medium' | 'low';

interface Estimate {
  readonly confidence: Confidence;
  /** One sentence: what it was read from. */
  readonly because: string;
}

export interface EachWay {
  readonly toServer: number;
  readonly toClient: number;
}

/** `api`: HTTP/1.1 alone, as logins and listings are. `unknown`: nothing that looks like PBS. */
export type ShapeKind = 'backup' | 'restore' | 'benchmark' | 'api' | 'unknown';

export interface KindEstimate extends Estimate {
  readonly kind: ShapeKind;
}

export interface ChunkEstimate extends Estimate {
  /** Uploads of a backup, downloads of a restore. */
  readonly direction: 'toServer' | 'toClient';
  readonly count: number;
  /** As encoded on the wire, without what is said around it. */
  readonly encodedBytes: number;
  readonly meanBytes: number | null;
  readonly medianBytes: number | null;
  readonly largestBytes: number | null;
}

export interface DedupEstimate extends Estimate {
  /** As the operator gave it. */
  readonly logicalBytes: number;
  /** What the uploaded chunks hold before compression. */
  readonly uploadedBytes: number;
  /** Logical / uploaded; null when nothing was uploaded. */
  readonly dedupRatio: number | null;
  readonly dedupShare: number;
  /** Logical / encoded bytes: deduplication and compression together, which the wire shows exactly. */
  readonly wireRatio: number | null;
}

export interface ConnectionShape {
  readonly connection: number;
  readonly tlsVersion: string | null;
  readonly roundTripMs: {
    /** SYN to SYN-ACK, SYN-ACK to ACK. */
    readonly handshakeToServer: number | null;
    readonly handshakeToClient: number | null;
    /** The median from data to its ACK; delayed ACKs are in it. */
    readonly dataToServer: number | null;
    readonly dataToClient: number | null;
  };
  /** ClientHello to the client's Finished. */
  readonly tlsHandshakeMs: number | null;
  /** Inside the encryption, handshake left out. */
  readonly applicationBytes: EachWay;
  readonly recordCount: EachWay;
  /** The part of the TCP bytes that could be cut into records. */
  readonly recordShare: number;
  readonly session: KindEstimate;
  readonly chunks: ChunkEstimate | null;
  /** Only with a logical size, and only of a backup. */
  readonly dedup: DedupEstimate | null;
  /** Stretches with data, between silences of a second or more. */
  readonly bursts: { readonly count: number; readonly longestMs: number; readonly totalMs: number };
  readonly idle: {
    readonly count: number;
    readonly totalMs: number;
    readonly longestMs: number;
    readonly longestAtMs: number | null;
  };
  readonly keepalives: {
    /** Probes of TCP, by their sender's direction. */
    readonly tcp: EachWay;
    /** Records of the size of an HTTP/2 PING that broke a silence. */
    readonly pingSized: EachWay;
  };
  readonly repeatedSegmentCount: EachWay;
  readonly closedBy: Party | null;
  readonly how: CloseHow | null;
  /** Who said goodbye in TLS: a record of an alert's size at the end. */
  readonly closeNotify: { readonly client: boolean; readonly server: boolean };
}
