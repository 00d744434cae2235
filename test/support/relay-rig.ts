// A relay between a node:tls server and node:tls clients on loopback, for tests. In: the test and what differs from the usual.
// Out: both ends of each connection, the WireEvents and the notices; everything stopped when the test ends. Waits for events, never for time.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type ConnectionOptions, connect, createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { WireEvent } from '../../src/core/wire/index.js';
import {
  type CertificateStore,
  openCertificateStore,
  type Relay,
  type RelayNotice,
  type RelayOptions,
  startClock,
  startRelay,
} from '../../src/sources/relay/index.js';
import type { Lifetime } from './running-server.js';

/** One WireEvent as a test reads it: bytes copied, for they are borrowed. */
export type SeenEvent = WireEvent & { readonly text?: string };

export interface Upstream {
  readonly port: number;
  readonly fingerprint: string;
  /** The server's end of the next connection. */
  accept(): Promise<TLSSocket>;
}

export interface RelayRig {
  readonly relay: Relay;
  readonly upstream: Upstream;
  readonly certificates: CertificateStore;
  readonly events: SeenEvent[];
  readonly notices: RelayNotice[];
  /** Resolves with the first event, past or to come, that fits. */
  saw(fits: (event: SeenEvent) => boolean): Promise<SeenEvent>;
  /** A client whose handshake is through. */
  connect(options?: ConnectionOptions): Promise<TLSSocket>;
  connectPlain(): Promise<Socket>;
}

export interface RigOptions {
  readonly relay?: Partial<RelayOptions>;
  readonly upstreamTls?: TlsOptions;
  /** Called before the rig's own observer keeps the event. */
  readonly observe?: (event: WireEvent) => void;
}

export async function openTestCertificates(context: Lifetime): Promise<CertificateStore> {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-relay-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return openCertificateStore(join(folder, 'certificates'));
}

export async function startUpstream(
  context: TestContext,
  certificates: CertificateStore,
  options: TlsOptions = {},
): Promise<Upstream> {
  const leaf = await certificates.leafFor('upstream.test');
  const waiting: ((socket: TLSSocket) => void)[] = [];
  const arrived: TLSSocket[] = [];
  const open = new Set<TLSSocket>();
  const server = createServer({ key: leaf.key, cert: leaf.certificate, allowHalfOpen: true, ...options }, (socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
    const taker = waiting.shift();
    if (taker === undefined) arrived.push(socket);
    else taker(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    fingerprint: leaf.fingerprint,
    accept: () => {
      const socket = arrived.shift();
      return socket === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(socket);
    },
  };
}

export async function startRelayRig(context: TestContext, options: RigOptions = {}): Promise<RelayRig> {
  const certificates = await openTestCertificates(context);
  const upstream = await startUpstream(context, certificates, options.upstreamTls);
  const events: SeenEvent[] = [];
  const notices: RelayNotice[] = [];
  const waiting: { readonly fits: (event: SeenEvent) => boolean; readonly resolve: (event: SeenEvent) => void }[] = [];
  const keep = (event: WireEvent): void => {
    const seen =
      event.kind === 'bytes'
        ? { ...event, bytes: Uint8Array.from(event.bytes), text: Buffer.from(event.bytes).toString('latin1') }
        : event;
    events.push(seen);
    for (const one of waiting) if (one.fits(seen)) one.resolve(seen);
  };
  const relay = await startRelay({
    listen: { host: '127.0.0.1', port: 0 },
    upstream: { host: '127.0.0.1', port: upstream.port },
    verify: { kind: 'fingerprint', sha256: upstream.fingerprint },
    certificates,
    clock: startClock(),
    observe: (event) => {
      options.observe?.(event);
      keep(event);
    },
    onNotice: (notice) => notices.push(notice),
    ...options.relay,
  });
  context.after(() => relay.stop('now'));
  return {
    relay,
    upstream,
    certificates,
    events,
    notices,
    saw: (fits) => {
      const seen = events.find(fits);
      return seen === undefined ? new Promise((resolve) => waiting.push({ fits, resolve })) : Promise.resolve(seen);
    },
    async connect(extra = {}) {
      const tcp = connectTcp({ host: '127.0.0.1', port: relay.address.port, allowHalfOpen: true });
      return secure(context, tcp, certificates, extra);
    },
    async connectPlain() {
      const socket = connectTcp({ host: '127.0.0.1', port: relay.address.port, allowHalfOpen: true });
      context.after(() => socket.destroy());
      await once(socket, 'connect');
      return socket;
    },
  };
}

/** TLS on a TCP socket, trusting the rig's CA. Rejects when the handshake fails. */
export async function secure(
  context: TestContext,
  socket: Socket,
  certificates: CertificateStore,
  options: ConnectionOptions = {},
): Promise<TLSSocket> {
  const tls = connect({ socket, servername: 'localhost', ca: certificates.authority.certificate, ...options });
  context.after(() => tls.destroy());
  await once(tls, 'secureConnect');
  tls.on('error', () => undefined);
  return tls;
}

/** Everything that a socket says until it ends or closes. */
export async function readAll(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => parts.push(bytes));
  socket.on('error', () => undefined);
  if (!socket.destroyed && !socket.readableEnded) {
    await Promise.race([once(socket, 'end'), new Promise((resolve) => socket.once('close', resolve))]);
  }
  return Buffer.concat(parts);
}

/** The first `byteCount` bytes of a socket, which stays open. */
export async function readExactly(socket: Socket, byteCount: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < byteCount) {
    const more = socket.read() as Buffer | null;
    if (more === null) await once(socket, 'readable');
    else bytes = Buffer.concat([bytes, more]);
  }
  return bytes;
}

/** How a socket's life ended: after its `close`. */
export async function endOf(socket: Socket): Promise<'clean' | 'reset'> {
  let isReset = socket.errored !== null;
  socket.on('error', () => {
    isReset = true;
  });
  socket.resume();
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return isReset ? 'reset' : 'clean';
}

/** Sends RST without a FIN before it. */
export function resetPeer(tcp: Socket): void {
  tcp._final = (done) => done();
  tcp.resetAndDestroy();
}
