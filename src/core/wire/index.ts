// The words that a source (relay, pcap) speaks: what happened on one connection, in order of time.
// In: nothing. Out: types only. No bytes are interpreted here.

export type { RecordSeen, SegmentSeen, ShapeFact } from './shape-facts.js';

/** Towards the PBS server or towards the backup client; never up/down/in/out. */
export type Direction = 'toServer' | 'toClient';

/** Live, a connection has two legs (client to pbscope, pbscope to server, D5); a capture has one, `only`. */
export type Leg = 'client' | 'server' | 'only';

export type Party = 'client' | 'server' | 'proxy' | 'unknown';

/** How an end was made (D8). Live, Node cannot tell FIN from close_notify + FIN (D17): `fin-or-close-notify`. */
export type CloseHow = 'fin' | 'close-notify' | 'fin-or-close-notify' | 'reset' | 'timeout' | 'capture-end';

/** How the client came to us (product.md 3); a packet capture is `passive`. */
export type Entry = 'direct' | 'connect' | 'redirect' | 'passive';

interface OnConnection {
  /** Number of the connection in this trace, from 1. */
  readonly connection: number;
  /** Milliseconds since the trace began; never decreases within a source (D3). */
  readonly atMs: number;
}

export interface Opened extends OnConnection {
  readonly kind: 'opened';
  /** `ip:port`, IPv6 in brackets. */
  readonly client: string;
  readonly server: string;
  readonly entry: Entry;
  /** True when the beginning was not seen: a capture that starts in the middle. */
  readonly isLateJoin: boolean;
}

/** TCP of a leg is established (live: the upstream's connect; a capture: the third packet of the handshake). */
export interface Connected extends OnConnection {
  readonly kind: 'connected';
  readonly leg: Leg;
}

/** A plain `CONNECT host:port` that went before TLS on this connection; credentials are not in it. */
export interface Tunnelled extends OnConnection {
  readonly kind: 'tunnelled';
  readonly target: string;
  readonly status: number | null;
}

export interface TlsEstablished extends OnConnection {
  readonly kind: 'tlsEstablished';
  readonly leg: Leg;
  /** `TLSv1.3`, `TLSv1.2`. */
  readonly version: string;
  /** IANA name, for example `TLS_AES_256_GCM_SHA384`; null when unknown. */
  readonly cipherSuite: string | null;
  readonly serverName: string | null;
  readonly alpnOffered: readonly string[];
  readonly alpn: string | null;
  /** SHA-256 of the leaf, lower-case hex with colons; null where the certificate was not seen. */
  readonly fingerprint: string | null;
  /** Hex of the ClientHello random: equal on the hops of one TLS session (D6). Null live. */
  readonly clientRandom: string | null;
}

/** TLS of a leg did not come about, or ended in an alert. */
export interface TlsFailed extends OnConnection {
  readonly kind: 'tlsFailed';
  readonly leg: Leg;
  readonly by: Party;
  /** Alert name of RFC 8446 6 (`bad_certificate`) or one sentence. */
  readonly reason: string;
  /** Of the leaf that had been shown by then, as in TlsEstablished; null where none was, or it was not seen. */
  readonly fingerprint: string | null;
  readonly clientRandom: string | null;
}

/** A round-trip time that a source measured itself, for example from the TCP handshake. */
export interface RoundTrip extends OnConnection {
  readonly kind: 'roundTrip';
  /** Between the observer and this end. */
  readonly toward: 'client' | 'server';
  readonly roundTripMs: number;
}

/** What the kernel tells of TCP on one of our own sockets (Linux, tcp_info): counts in segments, since the connection began. */
export interface TcpFacts extends OnConnection {
  readonly kind: 'tcpFacts';
  readonly leg: 'client' | 'server';
  /** As `ss` names it: `ESTAB`, `CLOSE-WAIT`, `FIN-WAIT-2` … */
  readonly state: string;
  /** Smoothed, and the smallest so far; an emulated line is not in it. Null before the first sample. */
  readonly rttMs: number | null;
  readonly minRttMs: number | null;
  readonly segmentBytes: number | null;
  readonly congestionWindowSegmentCount: number | null;
  /** Sent and not acknowledged at this moment; `lost`: of those, held for lost. */
  readonly unackedSegmentCount: number;
  readonly lostSegmentCount: number;
  readonly retransmittedSegmentCount: number;
  /** Bytes in the kernel: written by us and not acknowledged; of those, not sent yet; received and not read by us. */
  readonly sendQueueBytes: number;
  readonly notSentBytes: number;
  readonly receiveQueueBytes: number;
  /** How long there was something to send; of that, how long the peer's receive window did not admit it. */
  readonly busyMs: number;
  readonly receiverLimitedMs: number;
}

/** Bytes of the application (TLS removed). Borrowed: valid until `feed` returns. */
export interface BytesPassed extends OnConnection {
  readonly kind: 'bytes';
  readonly direction: Direction;
  readonly bytes: Uint8Array;
}

/** Bytes that the source knows to be missing (`capture/gap`), or cannot decrypt from here on (byteCount null). */
export interface BytesMissing extends OnConnection {
  readonly kind: 'missing';
  readonly direction: Direction;
  readonly byteCount: number | null;
  readonly code: SourceProblemCode;
  readonly detail: string;
}

/** Our socket towards the end of this direction takes no more (on) or takes bytes again (off); also a full emulated line (D14). */
export interface Pressure extends OnConnection {
  readonly kind: 'pressure';
  readonly direction: Direction;
  readonly isOn: boolean;
}

/** The sender of this direction ended it (half-close, reset). */
export interface Ended extends OnConnection {
  readonly kind: 'ended';
  readonly direction: Direction;
  readonly how: CloseHow;
}

/** The connection is gone: which party ended first, and how, is the source's verdict. */
export interface Closed extends OnConnection {
  readonly kind: 'closed';
  readonly by: Party;
  readonly how: CloseHow;
}

/** Something odd that the source itself saw: a gap, a missing key, a clock that stepped back, an upstream refusal. */
export interface SourceProblem extends OnConnection {
  readonly kind: 'problem';
  readonly code: SourceProblemCode;
  readonly direction: Direction | null;
  readonly stream: number | null;
  readonly detail: string;
}

/** Codes that sources may give; decode's are in core/event. Connection 0 = not about one connection. */
export type SourceProblemCode =
  | 'capture/gap'
  | 'capture/truncated'
  | 'capture/malformed'
  | 'capture/clock'
  | 'tls/no-key'
  | 'tls/bad-record'
  | 'tls/unsupported'
  | 'relay/upstream-unreachable'
  | 'relay/upstream-refused'
  | 'relay/client-handshake'
  | 'relay/limit'
  | 'relay/observer-failed'
  | 'relay/clock'
  | 'trace/write-failed'
  | 'trace/malformed';

/** Facts of a source that pass through decode unchanged and are Events as they are. */
export type WireFact =
  | Opened
  | Connected
  | Tunnelled
  | TlsEstablished
  | TlsFailed
  | RoundTrip
  | TcpFacts
  | Pressure
  | Ended
  | Closed
  | SourceProblem;

export type WireEvent = WireFact | BytesPassed | BytesMissing;
