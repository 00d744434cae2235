// One capture from end to end: read, its server's state rebuilt, its client played against the embedded server, replies compared.
// In: a capture. Out: the comparison, and what the server logged.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificate } from '../../../src/pbs-server/certificate.js';
import { startPbsServer } from '../../../src/pbs-server/index.js';
import { type Comparison, compareReplies } from './compare.js';
import { play } from './play.js';
import { readRecording } from './recording.js';
import { readServerState } from './server-state.js';
import { writeServerState } from './write-state.js';

export interface GenuineRun extends Comparison {
  readonly log: readonly string[];
}

/** One for all servers of a test run: a key takes longer to make than most captures to play. */
const certificate = createCertificate(Date.now());

export async function runCapture(path: string): Promise<GenuineRun> {
  const recording = await readRecording(path);
  const state = readServerState(recording);
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
    try {
      const played = await play(recording, server.address);
      return { ...compareReplies(recording, played), log };
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
