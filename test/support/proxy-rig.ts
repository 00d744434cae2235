// An embedded server in this process, and `pbscope proxy` before it in a process of its own, for the tests of one file. In: a name for the
// scratch folder. Out: the folder, the server, and proxies to start, each with what a client needs. Everything goes after the file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { type BackupSource, type BackupSummary, backup, type ClientOptions } from '../../src/pbs-client/index.js';
import { type PbsServer, startPbsServer } from '../../src/pbs-server/index.js';
import { type Running, startPbscope } from './run-pbscope.js';

export interface StartedProxy {
  readonly proxy: Running;
  readonly listening: Readonly<Record<string, unknown>>;
  readonly options: ClientOptions;
}

export interface ProxyRig {
  readonly folder: string;
  readonly server: PbsServer;
  /** Folders of pbscope's own, below `folder`. */
  readonly environment: Readonly<Record<string, string>>;
  startProxy(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<StartedProxy>;
  /** For a client that reaches the server by this `listening` line of a proxy. */
  clientOf(listening: Readonly<Record<string, unknown>>): ClientOptions;
}

/** Small, so that a small archive has several. */
const averageChunkBytes = 64 * 1024;

/** Called once at the top of a test file. */
export function useProxyRig(name: string): ProxyRig {
  const folder = mkdtempSync(join(tmpdir(), `pbscope-${name}-`));
  const own = {
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_RUNTIME_DIR: join(folder, 'run'),
  };
  let server: PbsServer | null = null;
  before(async () => {
    server = await startPbsServer({
      listen: { host: '127.0.0.1', port: 0 },
      datastores: [{ name: 'store', folder: join(folder, 'store') }],
      authDelayMs: 0,
      log: () => undefined,
    });
  });
  after(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const running = (): PbsServer => {
    if (server === null) throw new Error('the server starts with the first test');
    return server;
  };
  const clientOf = (listening: Readonly<Record<string, unknown>>): ClientOptions => {
    const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(String(listening['address'])) ?? [];
    return {
      repository: { authId: running().tokenId, host, port: Number(port), store: 'store' },
      secret: running().tokenSecret,
      fingerprint: String(listening['fingerprint']),
      averageChunkBytes,
    };
  };
  return {
    folder,
    get server() {
      return running();
    },
    environment: own,
    clientOf,
    async startProxy(args, environment = {}) {
      const { address, fingerprint } = running();
      const upstream = ['--upstream', `127.0.0.1:${address.port}`, '--upstream-fingerprint', fingerprint];
      const proxy = startPbscope(['proxy', '--json', '--listen', '127.0.0.1:0', ...upstream, ...args], {
        ...own,
        ...environment,
      });
      const listening = await proxy.message('listening');
      return { proxy, listening, options: clientOf(listening) };
    },
  };
}

/** One backup of host/ID. */
export const backupOf = (
  options: ClientOptions,
  id: string,
  timeSeconds: number,
  sources: readonly BackupSource[],
): Promise<BackupSummary> => backup(options, { type: 'host', id, timeSeconds, namespace: '' }, sources);
