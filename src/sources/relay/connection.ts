// One accepted connection from its first byte to its end: what it is, who is behind it, TLS on both sides, then the splice. In: a
// socket. Out: WireEvents through the tap, a promise of the end; never rejects for what a peer does. product.md 3, D13.
import type { Socket } from 'node:net';
import type { Entry } from '../../core/wire/index.js';
import type { ClientTls, HandshakeFailure } from './client-leg.js';
import {
  type ClientHello,
  connectAccepted,
  type FirstBytes,
  formatRedirect,
  formatRefusal,
  type PlainRequest,
  parseConnectTarget,
  readFirstBytes,
} from './entry/index.js';
import { holdBytes } from './held-bytes.js';
import { type Leg, tuneSocket } from './leg.js';
import type { Notices } from './notices.js';
import { refuse } from './refusal.js';
import type { RelayNotice } from './relay-options.js';
import type { Route, Routes } from './routes.js';
import { splice } from './splice.js';
import type { Sweeper } from './sweeper.js';
import type { Tap } from './tap.js';
import { isFailure, type UpstreamFailure } from './upstream/index.js';

/** What all connections of a relay use. */
export interface Surroundings {
  readonly routes: Routes;
  readonly clientTls: ClientTls;
  readonly entry: 'direct' | 'redirect';
  readonly handshakeTimeoutMs: number;
  readonly sweeper: Sweeper;
  readonly notices: Notices;
  /** A tap with a number of its own. */
  createTap(): Tap;
}

export interface Serving {
  /** TLS with the client stands, or never will. */
  readonly handshaken: Promise<void>;
  readonly ended: Promise<void>;
  /** Ends the connection at once, as a reset where it is spliced. */
  abort(): void;
}

/** A plain reply is given time to be read; closing on unread bytes would reset it away. */
const plainLingerMs = 2_000;

export function serveConnection(tcp: Socket, around: Surroundings): Serving {
  let isAborted = false;
  let abort = (): void => {
    isAborted = true;
    tcp.destroy();
  };
  let isHandshaken = (): void => undefined;
  const handshaken = new Promise<void>((resolve) => {
    isHandshaken = resolve;
  });
  tuneSocket(tcp);
  tcp.on('error', () => tcp.destroy()); // its end is what counts, and 'close' tells that
  const run = async (): Promise<void> => {
    const arrival = await arrive(tcp, around);
    if (arrival === null) return;
    const { tap } = arrival;
    const legs = await establish(tcp, arrival, around);
    isHandshaken();
    if ('reason' in legs) {
      tcp.destroy();
      tap.tell({ kind: 'closed', by: isAborted ? 'proxy' : legs.by, how: 'reset' });
    } else if (isFailure(legs.server)) {
      await refuse(legs.client, `${legs.server.sentence} ${legs.server.nextStep}`, tap);
      tap.tell({ kind: 'closed', by: 'proxy', how: 'fin-or-close-notify' });
    } else {
      const { line, tcpSampler } = arrival.route;
      const { sweeper } = around;
      const unwatchClient = tcpSampler?.watch(legs.client.tcp, 'client', tap);
      const unwatchServer = tcpSampler?.watch(legs.server.tcp, 'server', tap);
      const running = splice({ client: legs.client, server: legs.server, tap, line, sweeper });
      abort = running.abort;
      await running.ended;
      unwatchClient?.();
      unwatchServer?.();
    }
  };
  const ended = run()
    .catch((error: unknown) => {
      // Our own fault: this connection ends, the others go on (architecture.md 5).
      tcp.destroy();
      around.notices.say({
        code: 'relay/internal',
        sentence: `A connection was given up: ${String(error)}.`,
        nextStep: 'Please report it.',
      });
    })
    .finally(() => isHandshaken());
  return { handshaken, ended, abort: () => abort() };
}

interface Arrival {
  readonly tap: Tap;
  readonly route: Route;
  readonly hello: ClientHello;
  readonly bytes: Buffer;
}

/** Null when the connection was something else, and has been answered and closed. */
async function arrive(tcp: Socket, around: Surroundings): Promise<Arrival | null> {
  const deadline = setTimeout(() => tcp.destroy(), around.handshakeTimeoutMs);
  try {
    let first = await readFirstBytes(tcp, Buffer.alloc(0));
    if (first.kind === 'gone' && first.byteCount === 0) {
      tcp.destroy(); // a port check: nothing to tell, and our half must not stay open
      return null;
    }
    const { routes } = around;
    let route = first.kind === 'tls' ? routes.byName(first.hello.serverName) : routes.first;
    let tap: Tap;
    if (first.kind === 'plain' && first.request.method === 'CONNECT') {
      const admitted = admit(first.request, around);
      route = admitted.route;
      tap = openTap(tcp, 'connect', route, around);
      tap.tell({ kind: 'tunnelled', target: first.request.target, status: admitted.status });
      if (admitted.refusal !== null) {
        await answerAndClose(tcp, admitted.refusal, tap);
        return null;
      }
      tcp.write(connectAccepted);
      first = await readFirstBytes(tcp, first.rest);
    } else tap = openTap(tcp, around.entry, route, around);
    if (first.kind === 'tls') return { tap, route, hello: first.hello, bytes: first.bytes };
    await turnAway(tcp, first, tap);
    return null;
  } finally {
    clearTimeout(deadline);
  }
}

function openTap(tcp: Socket, entry: Entry, { upstream }: Route, { createTap }: Surroundings): Tap {
  const tap = createTap();
  const { remoteAddress = 'unknown', remotePort = 0 } = tcp;
  // A dual-stack listener sees IPv4 clients as ::ffff:a.b.c.d.
  const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/, '');
  const client = address.includes(':') ? `[${address}]:${remotePort}` : `${address}:${remotePort}`;
  tap.tell({ kind: 'opened', client, server: upstream.address, entry, isLateJoin: false });
  tap.tell({ kind: 'connected', leg: 'client' });
  return tap;
}

interface Admission {
  readonly route: Route;
  readonly status: number;
  /** The reply that refuses a CONNECT. */
  readonly refusal: string | null;
}

function admit(request: PlainRequest, { routes }: Surroundings): Admission {
  const target = parseConnectTarget(request.target);
  if (target === null) {
    const refusal = formatRefusal('400 Bad Request', 'pbscope: CONNECT needs a target of the form host:port.');
    return { route: routes.first, status: 400, refusal };
  }
  const route = routes.byTarget(target.host, target.port);
  if (route !== null) return { route, status: 200, refusal: null };
  const leadsTo = `pbscope: this proxy leads to ${routes.first.upstream.address} only.`;
  return { route: routes.first, status: 403, refusal: formatRefusal('403 Forbidden', leadsTo) };
}

async function turnAway(tcp: Socket, first: Exclude<FirstBytes, { kind: 'tls' }>, tap: Tap): Promise<void> {
  const problem = (detail: string): void =>
    tap.tell({ kind: 'problem', code: 'relay/client-handshake', direction: 'toServer', stream: null, detail });
  switch (first.kind) {
    case 'plain':
      problem(`plain HTTP (${first.request.method}), answered with a redirect to https`);
      return answerAndClose(tcp, formatRedirect(first.request), tap);
    case 'malformed':
      problem(first.detail);
      return answerAndClose(
        tcp,
        first.isTls ? '' : formatRefusal('400 Bad Request', 'pbscope: neither TLS nor HTTP.'),
        tap,
      );
    case 'gone':
      problem(`the connection ended after ${first.byteCount} bytes, before its TLS began`);
      tap.tell({ kind: 'closed', by: 'client', how: 'fin-or-close-notify' });
      tcp.destroy();
  }
}

/** Says a last word and waits until it was read, or long enough. */
async function answerAndClose(tcp: Socket, reply: string, tap: Tap): Promise<void> {
  tap.tell({ kind: 'closed', by: 'proxy', how: 'fin-or-close-notify' });
  if (tcp.destroyed) return;
  const isClosed = new Promise((resolve) => tcp.once('close', resolve));
  const linger = setTimeout(() => tcp.destroy(), plainLingerMs);
  tcp.end(reply);
  tcp.resume();
  await isClosed;
  clearTimeout(linger);
}

interface Legs {
  readonly client: Leg;
  readonly server: Leg | UpstreamFailure;
}

/** The upstream first, for its choice of protocol is ours; then the client. */
async function establish(
  tcp: Socket,
  { tap, route, hello, bytes }: Arrival,
  around: Surroundings,
): Promise<Legs | HandshakeFailure> {
  const dialling = route.upstream.dial(hello, tap);
  const held = holdBytes(tcp, dialling.cancel);
  const server = await dialling.result;
  const early = held.release();
  if (tcp.destroyed || tcp.readableEnded) {
    dialling.cancel();
    return { by: 'client', reason: 'the client left while the upstream was dialled' };
  }
  let alpn: string | null;
  if (isFailure(server)) {
    const { code, sentence, nextStep } = server;
    around.notices.say(server);
    tap.tell({ kind: 'problem', code, direction: null, stream: null, detail: `${sentence} ${nextStep}` });
    alpn = hello.alpnOffered.includes('http/1.1') ? 'http/1.1' : null;
  } else {
    around.notices.forget('relay/upstream-unreachable');
    around.notices.forget('relay/upstream-refused');
    alpn = server.tls.alpnProtocol || null;
  }
  const client = await around.clientTls.accept(tcp, hello, Buffer.concat([bytes, early]), alpn, tap);
  if (!('reason' in client)) return { client, server };
  if (!isFailure(server)) server.tcp.destroy();
  if (certificateAlerts.has(client.reason)) around.notices.say(explainAlert(client.reason));
  return client;
}

/** RFC 8446 6.2: what clients say of a certificate that they do not take. */
const certificateAlerts: ReadonlySet<string> = new Set(['bad_certificate', 'unknown_ca', 'certificate_unknown']);

const explainAlert = (alert: string): RelayNotice => ({
  code: 'relay/client-handshake',
  sentence: `A client refused the certificate of pbscope (${alert}).`,
  nextStep:
    'Give it the PBS_FINGERPRINT that pbscope printed at its start, or let it trust the CA that pbscope ca shows.',
});
