// How long the steps to a session may take. Inside a session the official client waits without limit, and so do we: a server
// that is slow to store a chunk is no failure, and a dead one is found by TCP keepalive (protocol.md 5.9).

export interface ConnectLimits {
  /** TCP to the server or the proxy, and the proxy's answer; the official client's bound (protocol.md 1.2). */
  readonly connectTimeoutMs: number;
  /** TLS; the server's own bound (protocol.md 1.1). */
  readonly handshakeTimeoutMs: number;
  /** A login or another REST call; the official client's bound (protocol.md 1.2). */
  readonly requestTimeoutMs: number;
  /** From the upgrade request to its answer; the official client's bound (protocol.md 1.2). */
  readonly upgradeTimeoutMs: number;
  /** Age at which a ticket is renewed; the official client's (protocol.md 2.3). */
  readonly renewAfterMs: number;
}

export const defaultConnectLimits: ConnectLimits = {
  connectTimeoutMs: 10_000,
  handshakeTimeoutMs: 10_000,
  requestTimeoutMs: 120_000,
  upgradeTimeoutMs: 120_000,
  renewAfterMs: 15 * 60_000,
};
