// An embedded server that holds what a genuine one held, of the release that the capture is of, on a throw-away folder.
// In: a capture's path, a state, what to do. Out: what that gave, and the log, when every session has ended.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificate } from '../../../src/pbs-server/certificate.js';
import { startPbsServer } from '../../../src/pbs-server/index.js';
import type { ServerAddress } from '../session-client.js';
import type { ServerState } from './server-state.js';
import { writeServerState } from './write-state.js';

/** One for all servers of a test run: a key takes longer to make than most captures to play. */
const certificate = createCertificate(Date.now());

export async function withServer<T>(
  path: string,
  state: ServerState,
  use: (address: ServerAddress) => Promise<T>,
): Promise<{ readonly result: T; readonly log: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-genuine-'));
  const folderOf = (store: string): string => join(folder, store);
  const log: string[] = [];
  try {
    await writeServerState(state, folderOf);
    const server = await startPbsServer({
      listen: { host: '127.0.0.1', port: 0 },
      datastores: state.stores.map((name) => ({ name, folder: folderOf(name) })),
      credentials: state.credentials,
      release: path.includes('pbs-3.2.4') ? '3.2.4' : '4.1',
      tls: await certificate,
      authDelayMs: 0,
      syncLevel: 'none',
      log: (line) => log.push(line),
    });
    const result = await use(server.address).finally(() => server.stop());
    return { result, log };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
