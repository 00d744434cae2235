// In: where the server is and how it is trusted. Out: a TLS connection to it, verified as the official client does: a trusted
// chain, or the fingerprint (protocol.md 1.2). No ALPN; SNI for names only (Node refuses it for addresses).
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { ClientFailure } from '../client-failure.js';
import { formatHost } from '../repository.js';
import type { ConnectLimits } from './connect-limits.js';
import { type ConnectProxy, openTunnel } from './tunnel.js';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** SHA-256 of the leaf, hex with or without colons; null = the system's CAs only. */
  readonly fingerprint: string | null;
  readonly proxy: ConnectProxy | null;
}

export interface SecureConnection {
  readonly socket: TLSSocket;
  /** Below TLS: ending it sends a FIN without close_notify, as the official client leaves. */
  readonly tcp: Socket;
}

/** First keepalive probe of the official client (protocol.md 1.2). */
const keepAliveDelayMs = 120_000;
/** Enough for a whole read of the kernel's buffer; the default of 64 KiB makes many small ones. */
const readAheadBytes = 1024 * 1024;

export async function openSecureConnection(endpoint: Endpoint, limits: ConnectLimits): Promise<SecureConnection> {
  const { host, proxy } = endpoint;
  const tcp = await openTcp(proxy ?? endpoint, limits.connectTimeoutMs);
  const target = formatHost(endpoint);
  if (proxy !== null) await openTunnel(tcp, proxy, target, limits.connectTimeoutMs);
  const socket = await shakeHands(tcp, host, limits.handshakeTimeoutMs);
  const seen = socket.getPeerCertificate().fingerprint256 ?? '';
  const isPinned = endpoint.fingerprint !== null && normalise(seen) === normalise(endpoint.fingerprint);
  if (socket.authorized || isPinned) return { socket, tcp };
  socket.destroy();
  const why = endpoint.fingerprint === null ? 'is not trusted' : 'does not match the expected fingerprint';
  throw new ClientFailure('tls', `the certificate of ${target} ${why}; its fingerprint is ${seen.toLowerCase()}`);
}

const normalise = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase();

function openTcp(to: { readonly host: string; readonly port: number }, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({
      host: to.host,
      port: to.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveDelayMs,
    });
    const fail = (message: string): void => {
      socket.destroy();
      reject(new ClientFailure('unreachable', message));
    };
    const onError = (error: Error): void => fail(error.message);
    socket.setTimeout(timeoutMs, () => fail(`${to.host}:${to.port} did not answer within ${timeoutMs / 1000} s`));
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', onError);
      resolve(socket);
    });
  });
}

function shakeHands(tcp: Socket, host: string, timeoutMs: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const options = {
      socket: tcp,
      rejectUnauthorized: false, // judged by the caller, because a fingerprint may stand in for a chain
      highWaterMark: readAheadBytes, // taken, though Node's types do not know it
      ...(isIP(host) === 0 ? { servername: host } : {}),
    };
    const socket = connectTls(options);
    const fail = (message: string): void => {
      socket.destroy();
      reject(new ClientFailure('no-handshake', message));
    };
    const onError = (error: Error): void => fail(error.message);
    const onClose = (): void => fail('the connection ended during the TLS handshake');
    socket.setTimeout(timeoutMs, () => fail(`no TLS handshake within ${timeoutMs / 1000} s`));
    socket.once('error', onError);
    socket.once('close', onClose);
    socket.once('secureConnect', () => {
      socket.setTimeout(0);
      socket.off('error', onError);
      socket.off('close', onClose);
      resolve(socket);
    });
  });
}
