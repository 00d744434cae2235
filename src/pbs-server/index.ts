// Front door of the embedded PBS server: a real listener with a real datastore on disk, for the demo, the tests and
// `pbscope server`. In: options. Out: where it listens and what a client needs to come in. Never runs open.
import { randomUUID } from 'node:crypto';
import { createServer, type TLSSocket } from 'node:tls';
import { Accounts, type Credentials, type TokenCredential } from './accounts.js';
import { createCertificate, fingerprintOf, type KeyPair } from './certificate.js';
import { Connections } from './connections.js';
import { Datastore, type SyncLevel } from './datastore/index.js';
import type { FaultPlan } from './faults/index.js';
import { type Personality, personalities } from './personality.js';
import { type ServeOptions, TcpSockets } from './transport/index.js';

export type { Credentials, PasswordCredential, TokenCredential } from './accounts.js';
export { type FaultFile, type FaultFileProblem, type FaultPlan, parseFaultFile } from './faults/index.js';

export interface PbsServerOptions {
  /** Port 0 takes a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly datastores: readonly { readonly name: string; readonly folder: string }[];
  /** Without a token here, one random token is made at start. */
  readonly credentials?: Credentials;
  /** PEM; without it a self-signed certificate is made at start. */
  readonly tls?: KeyPair;
  /** Pause before a 401; PBS's own is 3 s. */
  readonly authDelayMs?: number;
  /** `all`: make the 65 536 chunk folders at start, so that a real PBS can take the folder over (D18). */
  readonly chunkFolders?: 'as-needed' | 'all';
  readonly syncLevel?: SyncLevel;
  /** Which release it answers like. */
  readonly release?: Personality['release'];
  /** Lines of the task log, one session's prefixed with what it is. */
  readonly log: (line: string) => void;
  /** What goes wrong on purpose, from parseFaultFile; null or absent: nothing. */
  readonly faults?: FaultPlan | null;
  /** A gate for tests: runs when an answer is ready, before its first byte. */
  readonly beforeReply?: ServeOptions['beforeReply'];
}

export interface PbsServer {
  readonly address: { readonly host: string; readonly port: number };
  /** SHA-256 of the certificate, as `PBS_FINGERPRINT` wants it. */
  readonly fingerprint: string;
  readonly tokenId: string;
  readonly tokenSecret: string;
  stop(): Promise<void>;
}

const pbsAuthDelayMs = 3000;
/** PBS gives a TLS handshake ten seconds (protocol.md 1.1). */
const handshakeTimeoutMs = 10_000;
/** First keepalive probe (protocol.md 1.1). */
const keepAliveDelayMs = 120_000;
const madeTokenId = 'backup@pbs!pbscope';

export async function startPbsServer(options: PbsServerOptions): Promise<PbsServer> {
  const [firstToken, ...givenTokens] = options.credentials?.tokens ?? [];
  const token: TokenCredential = firstToken ?? { tokenId: madeTokenId, secret: randomUUID() };
  const tls = options.tls ?? (await createCertificate(Date.now()));
  const personality = personalities[options.release ?? '4.1'];
  const datastores = await openDatastores(options);
  const connections = new Connections({
    context: {
      accounts: new Accounts({ tokens: [token, ...givenTokens], users: options.credentials?.users ?? [] }, () =>
        Math.floor(Date.now() / 1000),
      ),
      datastores,
      personality,
    },
    serve: {
      personality,
      authDelayMs: options.authDelayMs ?? pbsAuthDelayMs,
      beforeReply: options.beforeReply ?? (() => Promise.resolve()),
    },
    faults: options.faults ?? null,
    log: options.log,
  });
  // No ALPN here: PBS selects none, whatever a client offers.
  const listener = createServer({ ...tls, minVersion: 'TLSv1.2', handshakeTimeout: handshakeTimeoutMs });
  const tcpSockets = new TcpSockets();
  listener.on('connection', (socket) => {
    tcpSockets.add(socket);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveDelayMs);
  });
  listener.on('secureConnection', (socket: TLSSocket) => {
    const tcp = tcpSockets.under(socket);
    if (tcp === null)
      socket.destroy(); // gone between its handshake and now
    else void connections.accept(socket, tcp);
  });
  const closeDatastores = async (): Promise<void> => {
    for (const datastore of datastores.values()) await datastore.close();
  };
  const port = await listen(listener, options.listen).catch(async (error: unknown) => {
    await closeDatastores();
    throw error;
  });
  return {
    address: { host: options.listen.host, port },
    fingerprint: fingerprintOf(tls.cert),
    tokenId: token.tokenId,
    tokenSecret: token.secret,
    async stop() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      await connections.stop();
      await closed;
      await closeDatastores();
    },
  };
}

async function openDatastores(options: PbsServerOptions): Promise<ReadonlyMap<string, Datastore>> {
  const datastores = new Map<string, Datastore>();
  try {
    for (const { name, folder } of options.datastores) {
      const { syncLevel = 'filesystem', chunkFolders = 'as-needed', log } = options;
      datastores.set(name, await Datastore.open({ name, folder, syncLevel, chunkFolders, log }));
    }
  } catch (error) {
    for (const datastore of datastores.values()) await datastore.close();
    throw error;
  }
  return datastores;
}

function listen(listener: ReturnType<typeof createServer>, at: PbsServerOptions['listen']): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(at.port, at.host, () => {
      listener.off('error', reject);
      const address = listener.address();
      resolve(typeof address === 'object' && address !== null ? address.port : at.port);
    });
  });
}
