// What a capture shows of a connection without any key: the segments of TCP and the records of TLS, by size, way and time.
// In: nothing. Out: types only. No payload is in them; a live relay, which has the keys, gives none.
import type { Direction } from './index.js';

interface OnConnection {
  readonly connection: number;
  readonly atMs: number;
  readonly direction: Direction;
}

/** One TCP segment as it was sent, repeats included. */
export interface SegmentSeen extends OnConnection {
  readonly kind: 'segment';
  /** 32 bits, as on the wire: whoever counts has to mind the wrap. */
  readonly sequence: number;
  readonly payloadBytes: number;
  /** Null without the ACK flag. */
  readonly acknowledgement: number | null;
  /** SYN, FIN and RST are no data and no keepalive. */
  readonly isControl: boolean;
}

/** One TLS record in order, at the time of its last byte. */
export interface RecordSeen extends OnConnection {
  readonly kind: 'record';
  /** RFC 8446 5.1: 22 handshake, 23 application data (TLS 1.3 hides the rest in it). */
  readonly type: number;
  /** As the header says it: content and what encryption adds. */
  readonly bodyBytes: number;
}

export type ShapeFact = SegmentSeen | RecordSeen;
