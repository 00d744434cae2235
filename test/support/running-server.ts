// An embedded server on a throw-away folder and a free port, stopped and removed at the end of the test.
// In: the test and some options. Out: the server, its log lines, and sessions opened on it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTarget, type SessionSide, upgradeNames } from '../../src/core/pbs/index.js';
import { type PbsServer, type PbsServerOptions, startPbsServer } from '../../src/pbs-server/index.js';
import { openTls, type ResponseHead, request, SessionClient } from './session-client.js';

/** What is opened is closed when this ends: a test, or a run of the oracle. */
export interface Lifetime {
  after(clean: () => unknown): void;
}

export interface Snapshot {
  readonly type: string;
  readonly id: string;
  readonly timeSeconds: number;
}

export interface RunningServer {
  readonly server: PbsServer;
  readonly folder: string;
  readonly lines: string[];
  /** Resolves when a log line that contains the text has come, or is there already. */
  logged(text: string): Promise<void>;
  head(target: string, ...headers: readonly string[]): readonly string[];
  upgrade(side: SessionSide, snapshot: Snapshot, extra?: Readonly<Record<string, string | boolean>>): Promise<Upgraded>;
  open(side: SessionSide, snapshot: Snapshot): Promise<SessionClient>;
}

export interface Upgraded {
  readonly response: ResponseHead;
  /** Null when refused. */
  readonly client: SessionClient | null;
}

export async function startTestServer(
  context: Lifetime,
  options: Partial<PbsServerOptions> = {},
): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-server-'));
  const lines: string[] = [];
  const waiting: { readonly text: string; readonly resolve: () => void }[] = [];
  const server = await startPbsServer({
    listen: { host: '127.0.0.1', port: 0 },
    datastores: [{ name: 'store1', folder }],
    authDelayMs: 0,
    syncLevel: 'none',
    log: (line) => {
      lines.push(line);
      for (const one of waiting) if (line.includes(one.text)) one.resolve();
    },
    ...options,
  });
  context.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const head = (target: string, ...headers: readonly string[]): readonly string[] => [
    `GET ${target} HTTP/1.1`,
    `authorization: PBSAPIToken ${server.tokenId}:${server.tokenSecret}`,
    ...headers,
  ];
  const upgrade: RunningServer['upgrade'] = async (side, snapshot, extra = {}) => {
    const socket = await openTls(server.address);
    context.after(() => socket.destroy());
    const target = formatTarget(side === 'backup' ? 'openBackup' : 'openReader', {
      'backup-id': snapshot.id,
      'backup-time': snapshot.timeSeconds,
      'backup-type': snapshot.type,
      store: 'store1',
      ...extra,
    });
    const response = await request(socket, head(target, 'connection: upgrade', `upgrade: ${upgradeNames[side]}`));
    return { response, client: response.status === 101 ? new SessionClient(socket) : null };
  };
  return {
    server,
    folder,
    lines,
    head,
    upgrade,
    logged: (text) =>
      new Promise((resolve) => {
        if (lines.some((line) => line.includes(text))) return resolve();
        waiting.push({ text, resolve });
      }),
    open: async (side, snapshot) => {
      const { client, response } = await upgrade(side, snapshot);
      if (client === null) throw new Error(`refused: ${response.body}`);
      return client;
    },
  };
}
