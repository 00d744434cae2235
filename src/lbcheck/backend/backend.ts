// Both ends of a box in one process: the embedded server on a throw-away folder, behind a tap on the port that the box leads to. In: where
// to listen, and a certificate if the box verifies one. Out: accounts, prepared snapshots, and what arrived. Gone without a trace after stop.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backup, type SnapshotName } from '../../pbs-client/index.js';
import { type ArrivedHead, type PbsServer, type Release, startPbsServer } from '../../pbs-server/index.js';
import { logInAround } from './log-in.js';
import { Tap, type TappedConnection } from './tap.js';

export interface BackendOptions {
  readonly listen: { readonly host: string; readonly port: number };
  /** PEM. */
  readonly tls: { readonly key: string; readonly cert: string } | null;
  readonly log: (line: string) => void;
}

export interface Backend {
  readonly address: { readonly host: string; readonly port: number };
  readonly fingerprint: string;
  readonly store: string;
  readonly token: { readonly tokenId: string; readonly secret: string };
  readonly user: { readonly userId: string; readonly password: string };
  /** Where the embedded server itself listens: the way around the box. */
  readonly innerPort: number;
  readonly connections: readonly TappedConnection[];
  readonly heads: readonly ArrivedHead[];
  /** The connection that a head came on. */
  connectionOf(head: ArrivedHead): TappedConnection | null;
  /** The newest head whose target holds the text. */
  headWith(text: string): ArrivedHead | null;
  /** Of the user, got around the box. */
  ticket(): Promise<{ readonly cookie: string; readonly csrfToken: string }>;
  /** A stored snapshot that nobody was given before. */
  takeSnapshot(): SnapshotName;
  /** While `during` runs, new connections reach a server of that release. */
  withRelease<T>(release: Release, during: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

const store = 'lbcheck';
/** One to read, one for each size of a log, and one to spare. */
const storedSnapshotCount = 4;
/** How PBS delays a 401; a check looks for it. */
const authDelayMs = 3000;

export async function startBackend(options: BackendOptions): Promise<Backend> {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-lb-check-'));
  const token = { tokenId: 'lbcheck@pbs!check', secret: randomUUID() };
  const user = { userId: 'lbcheck@pbs', password: randomBytes(16).toString('hex') };
  const heads: ArrivedHead[] = [];
  const connections = (): readonly TappedConnection[] => tap.connections;
  const findByPort = (port: number): TappedConnection | null =>
    connections().findLast((one) => one.innerPort === port) ?? null;
  const startServer = (release: Release): Promise<PbsServer> =>
    startPbsServer({
      listen: { host: '127.0.0.1', port: 0 },
      datastores: [{ name: store, folder: join(folder, release) }],
      credentials: { tokens: [token], users: [user] },
      ...(options.tls === null ? {} : { tls: options.tls }),
      release,
      authDelayMs,
      syncLevel: 'none',
      log: options.log,
      witness: {
        onFirstBytes: (port, protocol) => {
          const connection = findByPort(port);
          if (connection !== null) connection.protocol = protocol;
        },
        onHead: (head) => {
          heads.push(head);
          const connection = findByPort(head.clientPort);
          if (connection !== null && hasUpgrade(head)) connection.isUpgraded = true;
        },
      },
    });
  const server = await startServer('4.1');
  const tap = new Tap(server.address.port);
  const others: PbsServer[] = [];
  const stop = async (): Promise<void> => {
    await tap.stop().catch(() => undefined); // never listened
    for (const one of [server, ...others]) await one.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const snapshots = await storeSnapshots(server, token);
    const port = await tap.listen(options.listen.host, options.listen.port);
    return {
      address: { host: options.listen.host, port },
      fingerprint: server.fingerprint,
      store,
      token,
      user,
      innerPort: server.address.port,
      get connections() {
        return connections();
      },
      heads,
      connectionOf: ({ clientPort }) => findByPort(clientPort),
      headWith: (text) => heads.findLast(({ target }) => target.includes(text)) ?? null,
      ticket: () => logInAround(server, user),
      takeSnapshot: () => {
        const snapshot = snapshots.length > 1 ? snapshots.pop() : snapshots[0];
        if (snapshot === undefined) throw new Error('no snapshot was stored'); // ours: four are made at start
        return snapshot;
      },
      withRelease: async (release, during) => {
        const other = await startServer(release);
        others.push(other);
        tap.dropIdle();
        tap.innerPort = other.address.port;
        try {
          return await during();
        } finally {
          tap.dropIdle();
          tap.innerPort = server.address.port;
        }
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const hasUpgrade = ({ rawHeaders }: ArrivedHead): boolean =>
  rawHeaders.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'upgrade');

/** Around the box: they must be there whatever the box does. */
async function storeSnapshots(server: PbsServer, token: Backend['token']): Promise<SnapshotName[]> {
  const { host, port } = server.address;
  const nowSeconds = Math.floor(Date.now() / 1000);
  const snapshots: SnapshotName[] = [];
  for (let index = 0; index < storedSnapshotCount; index += 1) {
    const timeSeconds = nowSeconds - storedSnapshotCount + index;
    const snapshot = { type: 'host', id: 'lbcheck-stored', timeSeconds, namespace: '' } as const;
    await backup(
      {
        repository: { authId: token.tokenId, host, port, store },
        secret: token.secret,
        fingerprint: server.fingerprint,
      },
      snapshot,
      [{ kind: 'blob', name: 'lb-check.conf', bytes: Buffer.from('a file for the readers of lb-check\n') }],
    );
    snapshots.push(snapshot);
  }
  return snapshots;
}
