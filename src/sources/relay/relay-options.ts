// What a relay is told: where it listens, what is behind it, how it verifies that, whom it tells what it sees. Types and defaults.
import type { WireEvent } from '../../core/wire/index.js';
import type { CertificateStore } from './certificates/index.js';
import type { Clock } from './clock.js';
import type { LineOptions } from './line/index.js';
import type { AskKernel } from './tcp-facts/index.js';
import type { Verification } from './upstream/index.js';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** One sentence and what to do about it, for the operator's screen. Said once until it changes. */
export interface RelayNotice {
  readonly code: string;
  readonly sentence: string;
  readonly nextStep: string;
}

/** One server behind the relay. */
export interface RelayTarget {
  /** Names (SNI) whose connections go there. */
  readonly serverNames: readonly string[];
  /** `serverName`: SNI for the upstream in place of the client's own. */
  readonly upstream: HostPort & { readonly serverName?: string };
  readonly verify: Verification;
  readonly line?: LineOptions;
}

export interface RelayOptions extends Omit<RelayTarget, 'serverNames'> {
  readonly listen: HostPort;
  /** Servers beside the first, which takes every name that none of these has. */
  readonly routes?: readonly RelayTarget[];
  readonly certificates: CertificateStore;
  /** `by-name` for clients that trust our CA; `one-leaf` (default) for those that pin the fingerprint (D12). */
  readonly certificateFor?: 'one-leaf' | 'by-name';
  readonly clock: Clock;
  /** Called after the bytes went on their way. May throw: then the connection goes on without it. */
  readonly observe: (event: WireEvent) => void;
  readonly onNotice: (notice: RelayNotice) => void;
  /** CONNECT is for the upstream only, by its own name or one of these; `null` refuses it altogether. */
  readonly connectAliases?: readonly HostPort[] | null;
  /** How clients get here when not by CONNECT: a NAT rule cannot be told from a client that came by itself. */
  readonly entry?: 'direct' | 'redirect';
  /** Who is asked what the kernel knows of TCP on our sockets: `ss` where absent, nobody where null. */
  readonly askKernel?: AskKernel | null;
  /** NSS key log lines of both legs, each with its line end. */
  readonly onKeylog?: (line: Buffer) => void;
  readonly limits?: Partial<RelayLimits>;
}

export interface RelayLimits {
  /** Connections before the end of their TLS handshakes; PBS's own bound (protocol.md 1.1). */
  readonly maxHandshakeCount: number;
  /** All connections: two descriptors each, within the usual 1024 × 4 of a service; buffers of 4 MiB at the worst. */
  readonly maxConnectionCount: number;
  /** From accept to the whole ClientHello, and again for the client's TLS; PBS's own bound (protocol.md 1.1). */
  readonly handshakeTimeoutMs: number;
  /** TCP and TLS to the upstream; the PBS client's own bound for connecting (protocol.md 1.2). */
  readonly upstreamTimeoutMs: number;
}

export const defaultLimits: RelayLimits = {
  maxHandshakeCount: 1024,
  maxConnectionCount: 2048,
  handshakeTimeoutMs: 10_000,
  upstreamTimeoutMs: 10_000,
};
