// The client's side of TLS: shows our certificate and chooses the protocol that the upstream chose. In: the client's socket and
// the bytes of its ClientHello. Out: an established leg, or why the client did not go along (its alert, its end, the deadline).
import type { Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContext, TLSSocket } from 'node:tls';
import type { CertificateStore, ShownCertificate } from './certificates/index.js';
import type { ClientHello } from './entry/index.js';
import { describeTls, type Leg, socketOptions } from './leg.js';
import type { Tap } from './tap.js';

export interface ClientTlsOptions {
  readonly certificates: CertificateStore;
  readonly certificateFor: 'one-leaf' | 'by-name';
  readonly timeoutMs: number;
  readonly onKeylog: ((line: Buffer) => void) | undefined;
}

export interface ClientTls {
  /** A failure has been told to the tap, and the socket is destroyed. */
  accept(
    tcp: Socket,
    hello: ClientHello,
    bytes: Buffer,
    alpn: string | null,
    tap: Tap,
  ): Promise<Leg | HandshakeFailure>;
}

/** As many contexts as certificates may be kept (certificate-store.ts); each holds a parsed certificate and key. */
const maxContextCount = 256;

/**
 * Bytes that are put back before TLS begins make Node read the connection through a first buffer of 1 KiB for ever after. A server that
 * asks for sessions gets one of 16 KiB: a tenth less CPU on uploads. No session is ever found.
 */
const withLargeReads = createServer().on('resumeSession', (_id: Buffer, done: (error: null, session: null) => void) =>
  done(null, null),
);

export function createClientTls(options: ClientTlsOptions): ClientTls {
  const contexts = new Map<string, SecureContext>();
  const contextFor = (shown: ShownCertificate): SecureContext => {
    const known = contexts.get(shown.fingerprint);
    if (known !== undefined) return known;
    const made = createSecureContext({ cert: shown.certificate, key: shown.key, minVersion: 'TLSv1.2' });
    if (contexts.size >= maxContextCount) contexts.clear();
    contexts.set(shown.fingerprint, made);
    return made;
  };
  return {
    async accept(tcp, hello, bytes, alpn, tap) {
      const { certificates } = options;
      const isNamed = options.certificateFor === 'by-name' && hello.serverName !== null;
      const shown = isNamed ? await certificates.leafFor(hello.serverName ?? '') : certificates.leaf();
      if (tcp.destroyed) return { by: 'client', reason: 'the client left' };
      tcp.unshift(bytes);
      const tls = new TLSSocket(tcp, {
        isServer: true,
        server: withLargeReads,
        secureContext: contextFor(shown),
        ...(alpn === null ? {} : { ALPNProtocols: [alpn] }),
        highWaterMark: socketOptions.highWaterMark,
      } as ConstructorParameters<typeof TLSSocket>[1]);
      if (options.onKeylog !== undefined) tls.on('keylog', options.onKeylog);
      const failure = await untilSecure(tls, options.timeoutMs);
      if (failure !== null) {
        tap.tell({ kind: 'tlsFailed', leg: 'client', ...failure, fingerprint: shown.fingerprint, clientRandom: null });
        tcp.destroy();
        return failure;
      }
      tap.tell(describeTls('client', tls, hello, shown.fingerprint));
      return { tls, tcp };
    },
  };
}

export interface HandshakeFailure {
  readonly by: 'client' | 'proxy';
  /** The name of the client's alert (RFC 8446 6), or a sentence. */
  readonly reason: string;
}

function untilSecure(tls: TLSSocket, timeoutMs: number): Promise<HandshakeFailure | null> {
  return new Promise((resolve) => {
    const settle = (failure: HandshakeFailure | null): void => {
      clearTimeout(deadline);
      tls.off('end', ended);
      tls.off('close', ended);
      resolve(failure);
    };
    const ended = (): void => settle({ by: 'client', reason: 'the client ended the connection during the handshake' });
    const deadline = setTimeout(
      () => settle({ by: 'proxy', reason: `no end of the handshake within ${timeoutMs / 1000} s` }),
      timeoutMs,
    );
    tls.once('secure', () => settle(null));
    tls.on('error', (error: NodeJS.ErrnoException) => settle(describeHandshakeError(error)));
    tls.on('end', ended);
    tls.on('close', ended);
  });
}

/** OpenSSL's code of a received alert: ERR_SSL_TLSV1_ALERT_UNKNOWN_CA, ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE … */
function describeHandshakeError(error: NodeJS.ErrnoException): HandshakeFailure {
  const alert = /^ERR_SSL_(?:TLSV1|SSLV3|TLSV13)_ALERT_(\w+)$/.exec(error.code ?? '');
  if (alert !== null) return { by: 'client', reason: (alert[1] ?? '').toLowerCase() };
  if (error.code === 'ECONNRESET')
    return { by: 'client', reason: 'the client reset the connection during the handshake' };
  return { by: 'proxy', reason: error.code ?? error.message };
}
