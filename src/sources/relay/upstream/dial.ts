// Connects to the upstream as the client would have: at once, with its server name and its ALPN offer, and verifies who answers.
// In: where, what the ClientHello said. Out: an established leg, or why not. Each fact goes to the tap as it happens.
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import type { Leg } from '../leg.js';
import { describeTls, socketOptions, tuneSocket } from '../leg.js';
import type { LineHandshake } from '../line/index.js';
import type { Tap } from '../tap.js';
import { explainDialError, explainRefusal, explainTimeout, type UpstreamFailure } from './failure.js';
import { findFault, fingerprintOf, trustedAuthorities, type Verification } from './verification.js';

export interface UpstreamOptions {
  readonly host: string;
  readonly port: number;
  /** In place of the client's own; undefined = as the client. */
  readonly serverName: string | undefined;
  readonly verify: Verification;
  readonly timeoutMs: number;
  /** What an emulated line adds to TCP and TLS (D14). */
  readonly line: LineHandshake | null;
  readonly onKeylog: ((line: Buffer) => void) | undefined;
}

export interface Upstream {
  /** `host:port`. */
  readonly address: string;
  dial(offer: Offer, tap: Tap): Dialling;
}

export interface Offer {
  readonly serverName: string | null;
  readonly alpnOffered: readonly string[];
}

export interface Dialling {
  readonly result: Promise<Leg | UpstreamFailure>;
  /** The client is gone: nothing is dialled for nobody. */
  cancel(): void;
}

/** TLS 1.3 needs one round trip before the client may send, TLS 1.2 two (RFC 8446 2, RFC 5246 7.3). */
const tlsRoundTripCount = (version: string | null): number => (version === 'TLSv1.3' ? 1 : 2);

export const isFailure = (result: Leg | UpstreamFailure): result is UpstreamFailure => 'sentence' in result;

export function createUpstream(options: UpstreamOptions): Upstream {
  const context = createSecureContext({ ca: [...trustedAuthorities(options.verify)], minVersion: 'TLSv1.2' });
  const address = options.host.includes(':') ? `[${options.host}]:${options.port}` : `${options.host}:${options.port}`;
  return { address, dial: (offer, tap) => dial(options, address, context, offer, tap) };
}

function dial(options: UpstreamOptions, address: string, context: SecureContext, offer: Offer, tap: Tap): Dialling {
  const socket = connectTcp({ host: options.host, port: options.port, ...socketOptions });
  const lineConnectMs = options.line?.connectMs() ?? 0;
  watchTcp(socket, lineConnectMs, tap);
  const wanted = options.serverName ?? offer.serverName;
  // Node sends no IP literal as a server name (D17).
  const serverName = wanted !== null && isIP(wanted.replace(/^\[|\]$/g, '')) === 0 ? wanted : '';
  const tlsOptions = {
    socket,
    secureContext: context,
    servername: serverName,
    ...(offer.alpnOffered.length === 0 ? {} : { ALPNProtocols: [...offer.alpnOffered] }),
    rejectUnauthorized: false, // findFault decides, and can say what it saw
    checkServerIdentity: () => undefined,
    highWaterMark: socketOptions.highWaterMark, // not in @types/node's ConnectionOptions
  };
  const tls = connectTls(tlsOptions);
  if (options.onKeylog !== undefined) tls.on('keylog', options.onKeylog);

  const result = new Promise<Leg | UpstreamFailure>((resolve) => {
    let isSettled = false;
    const settle = (value: Leg | UpstreamFailure): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(deadline);
      if (isFailure(value)) socket.destroy();
      resolve(value);
    };
    const deadline = setTimeout(() => settle(explainTimeout(address, options.timeoutMs)), options.timeoutMs);
    const fail = (error: Error): void => {
      if (!isSettled && !socket.connecting && socket.bytesRead > 0) tellTlsFailed(tap, 'unknown', error.message);
      settle(explainDialError(error, address));
    };
    socket.on('error', fail);
    tls.on('error', fail);
    tls.on('close', () => settle(explainDialError({ code: 'ECONNRESET', message: 'closed' }, address)));
    tls.once('secureConnect', () => {
      const certificate = tls.getPeerCertificate();
      const fingerprint = fingerprintOf(certificate);
      const fault = findFault(tls, certificate, options.verify, options.serverName ?? options.host);
      if (fault !== null) {
        tellTlsFailed(tap, 'proxy', `its certificate ${fault}`);
        settle(explainRefusal(address, fault, fingerprint));
        return;
      }
      const established = (): void => {
        if (isSettled) return;
        tap.tell(describeTls('server', tls, { ...offer, serverName: serverName || null }, fingerprint));
        settle({ tls, tcp: socket });
      };
      if (options.line === null) established();
      else setTimeout(established, lineConnectMs + options.line.tlsMs(tlsRoundTripCount(tls.getProtocol())));
    });
  });
  return { result, cancel: () => socket.destroy() };
}

function tellTlsFailed(tap: Tap, by: 'proxy' | 'unknown', reason: string): void {
  tap.tell({ kind: 'tlsFailed', leg: 'server', by, reason, fingerprint: null, clientRandom: null });
}

/** The TCP handshake is a round trip that costs nothing to measure; names are resolved before it. */
function watchTcp(socket: Socket, lineMs: number, tap: Tap): void {
  let attemptedAtMs = performance.now();
  socket.on('connectionAttempt', () => {
    attemptedAtMs = performance.now();
  });
  socket.once('connect', () => {
    tuneSocket(socket);
    const roundTripMs = performance.now() - attemptedAtMs + lineMs;
    const tell = (): void => {
      if (socket.destroyed) return;
      tap.tell({ kind: 'connected', leg: 'server' });
      tap.tell({ kind: 'roundTrip', toward: 'server', roundTripMs });
    };
    if (lineMs === 0) tell();
    else setTimeout(tell, lineMs);
  });
}
