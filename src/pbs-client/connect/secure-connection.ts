// In: where the server is and how it is trusted. Out: a TLS connection to it, verified as the official client does: a trusted chain,
// or the fingerprint (protocol.md 1.2). No ALPN; SNI for names only.
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { ClientFailure } from '../client-failure.js';
import { type ConnectProxy, openTunnel } from './tunnel.js';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** SHA-256 of the leaf, hex with or without colons; null = the system's CAs only. */
  readonly fingerprint: string | null;
  readonly proxy: ConnectProxy | null;
}

const connectTimeoutMs = 10_000;
const keepAliveDelayMs = 120_000;
const chunkReadBytes = 1024 * 1024;
const normalise = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase();

function openTcp(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveDelayMs });
    const fail = (message: string): void => {
      socket.destroy();
      reject(new ClientFailure('unreachable', message));
    };
    socket.setTimeout(connectTimeoutMs, () =>
      fail(`${host}:${port} did not answer within ${connectTimeoutMs / 1000} s`),
    );
    socket.once('error', (error) => fail(error.message));
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

export async function openSecureConnection(endpoint: Endpoint): Promise<TLSSocket> {
  const first = endpoint.proxy ?? endpoint;
  const tcp = await openTcp(first.host, first.port);
  const target = endpoint.host.includes(':')
    ? `[${endpoint.host}]:${endpoint.port}`
    : `${endpoint.host}:${endpoint.port}`;
  if (endpoint.proxy !== null) await openTunnel(tcp, endpoint.proxy, target);
  return new Promise((resolve, reject) => {
    const options = {
      socket: tcp,
      rejectUnauthorized: false, // judged below, because a fingerprint may stand in for a chain
      highWaterMark: chunkReadBytes,
      ...(isIP(endpoint.host) === 0 ? { servername: endpoint.host } : {}),
    };
    const socket = connectTls(options);
    const fail = (message: string): void => {
      socket.destroy();
      reject(new ClientFailure('tls', message));
    };
    const onEarlyEnd = (): void => fail('the connection ended during the TLS handshake');
    const onError = (error: Error): void => fail(error.message);
    socket.once('error', onError);
    socket.once('close', onEarlyEnd);
    socket.once('secureConnect', () => {
      socket.off('error', onError);
      socket.off('close', onEarlyEnd);
      const seen = socket.getPeerCertificate().fingerprint256 ?? '';
      const isTrusted =
        socket.authorized || (endpoint.fingerprint !== null && normalise(seen) === normalise(endpoint.fingerprint));
      if (isTrusted) resolve(socket);
      else fail(`certificate fingerprint does not match: ${target} shows ${seen.toLowerCase()}`);
    });
  });
}
