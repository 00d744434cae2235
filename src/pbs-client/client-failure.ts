// What can go wrong for a client, in the classes of product.md's exit codes. The text is the server's own where it gave one.

export type FailureKind =
  | 'unreachable'
  /** The certificate is neither trusted nor the expected one. */
  | 'tls'
  /** No TLS came about: something else answers, or it hung up. */
  | 'no-handshake'
  | 'authentication'
  | 'upgrade-refused'
  | 'tunnel-broken'
  /** The server refused a call inside the session. */
  | 'call-refused'
  /** What is to be backed up cannot be. */
  | 'unusable-source'
  /** What was asked for is not on the server. */
  | 'not-found'
  /** What came back is damaged: a digest, a checksum or a manifest does not fit. */
  | 'damaged'
  /** Encrypted, and there is no key, or another one. */
  | 'wrong-key'
  /** The caller's signal. */
  | 'interrupted';

export class ClientFailure extends Error {
  readonly kind: FailureKind;
  readonly status: number | null;

  constructor(kind: FailureKind, message: string, status: number | null = null) {
    super(message);
    this.kind = kind;
    this.status = status;
  }
}
