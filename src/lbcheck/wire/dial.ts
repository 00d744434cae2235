// In: where to, which name and protocols to offer. Out: a channel after the TLS handshake with what the handshake showed; or how far it
// came. Certificates are looked at, not judged: that is a check's own work. SNI for names only (Node refuses it for addresses).
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { Channel } from './channel.js';
import { type ConnectFault, readConnectFault } from './connect-fault.js';
import { readTlsAlert } from './tls-alert.js';

export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface DialOptions {
  /** Null: no SNI. Absent: the host, if it is a name. */
  readonly serverName?: string | null;
  /** Absent: no ALPN, as the official client. */
  readonly alpn?: readonly string[];
  /** Sent before the ClientHello, as a PROXY header is. */
  readonly firstBytes?: Uint8Array;
  readonly signal?: AbortSignal;
}

export interface Handshake {
  readonly version: string;
  readonly cipher: string;
  /** What was selected; null: nothing. */
  readonly alpn: string | null;
  readonly certificate: SeenCertificate;
  readonly connectMs: number;
  readonly handshakeMs: number;
}

export interface SeenCertificate {
  /** SHA-256, lower-case hex with colons. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  readonly names: string;
  readonly validTo: string;
  /** Null: a chain that this system trusts, for the name that was asked for. */
  readonly fault: string | null;
}

export type Dialed =
  | { readonly kind: 'secure'; readonly channel: Channel; readonly handshake: Handshake }
  | { readonly kind: 'unreachable'; readonly why: ConnectFault['kind']; readonly detail: string }
  /** The alert is the peer's; null: it ended without one. */
  | { readonly kind: 'no-tls'; readonly alert: string | null; readonly detail: string };

/** The official client's own bounds (protocol.md 1.2, 1.1). */
const connectTimeoutMs = 10_000;
const handshakeTimeoutMs = 10_000;

export async function dial(target: Target, options: DialOptions = {}): Promise<Dialed> {
  const startedAtMs = performance.now();
  const tcp = await openTcp(target, options.signal);
  if ('kind' in tcp) return { kind: 'unreachable', why: tcp.kind, detail: tcp.detail };
  if (options.firstBytes !== undefined) tcp.write(options.firstBytes);
  const connectedAtMs = performance.now();
  const socket = await shakeHands(tcp, target.host, options);
  if ('detail' in socket) return { kind: 'no-tls', ...socket };
  const handshake = {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName,
    alpn: typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : null,
    certificate: readCertificate(socket),
    connectMs: connectedAtMs - startedAtMs,
    handshakeMs: performance.now() - connectedAtMs,
  };
  return { kind: 'secure', channel: new Channel(socket, tcp), handshake };
}

/** A TCP connection, or why there is none. */
export function openTcp({ host, port }: Target, signal?: AbortSignal): Promise<Socket | ConnectFault> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port, noDelay: true, allowHalfOpen: true });
    const settle = (result: Socket | ConnectFault): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError).off('connect', onConnect);
      if ('kind' in result) socket.on('error', () => undefined).destroy();
      resolve(result);
    };
    const onAbort = (): void => settle({ kind: 'interrupted', detail: 'interrupted' });
    const onError = (error: Error): void => settle(readConnectFault(error));
    const onConnect = (): void => settle(socket);
    const silence = {
      kind: 'no-answer',
      detail: `nothing answered within ${connectTimeoutMs / 1000} s: the host is off, or a firewall drops what is sent`,
    } as const;
    const timer = setTimeout(() => settle(silence), connectTimeoutMs);
    signal?.addEventListener('abort', onAbort);
    socket.on('error', onError).on('connect', onConnect);
  });
}

interface TlsFault {
  readonly alert: string | null;
  readonly detail: string;
}

function shakeHands(tcp: Socket, host: string, { serverName, alpn }: DialOptions): Promise<TLSSocket | TlsFault> {
  const name = serverName === undefined ? (isIP(host) === 0 ? host : null) : serverName;
  return new Promise((resolve) => {
    const socket = connectTls({
      socket: tcp,
      host,
      rejectUnauthorized: false, // looked at by a check
      ...(name === null ? {} : { servername: name }),
      ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
    });
    const settle = (result: TLSSocket | TlsFault): void => {
      clearTimeout(timer);
      socket.off('error', onError).off('close', onClose).off('secureConnect', onSecure);
      if ('detail' in result) {
        socket.on('error', () => undefined).destroy();
        tcp.destroy();
      }
      resolve(result);
    };
    const onError = (error: NodeJS.ErrnoException): void => settle(readTlsFault(error));
    const onClose = (): void => settle(withoutAlert('the connection was closed during the TLS handshake'));
    const onSecure = (): void => settle(socket);
    const timer = setTimeout(() => settle(withoutAlert('no TLS handshake within 10 s')), handshakeTimeoutMs);
    socket.on('error', onError).on('close', onClose).on('secureConnect', onSecure);
  });
}

const tlsErrors: Readonly<Record<string, string>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: 'what answered the ClientHello is no TLS',
  EPROTO: 'what answered the ClientHello is no TLS',
  ECONNRESET: 'the connection was reset or closed during the TLS handshake',
};

/** OpenSSL's own line holds memory addresses and file names. */
function readTlsFault(error: NodeJS.ErrnoException): TlsFault {
  const alert = readTlsAlert(error);
  if (alert !== null) return { alert, detail: `it was ended by the TLS alert "${alert}"` };
  const known = tlsErrors[error.code ?? ''];
  return withoutAlert(known ?? (/:([^:]+):[^:]*:\d+:/.exec(error.message)?.[1] ?? error.message).trim());
}

const withoutAlert = (detail: string): TlsFault => ({ alert: null, detail });

function readCertificate(socket: TLSSocket): SeenCertificate {
  const seen = socket.getPeerCertificate(true) as DetailedPeerCertificate;
  const nameOf = (part: unknown): string =>
    Object.entries((part ?? {}) as Record<string, unknown>)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(', ');
  return {
    fingerprint: (seen.fingerprint256 ?? '').toLowerCase(),
    subject: nameOf(seen.subject),
    issuer: nameOf(seen.issuer),
    names: seen.subjectaltname ?? '',
    validTo: seen.valid_to ?? '',
    fault: socket.authorized ? null : String(socket.authorizationError ?? 'not trusted'),
  };
}
