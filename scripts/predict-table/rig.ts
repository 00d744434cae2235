// A server, and runs of the embedded client through a recording proxy with an emulated line: each program a process of its own, as
// users run them. In: a command and a line. Out: the recording of its session. Everything stops with the script.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openInput } from '../../src/cli/input/index.js';
import { readRecording } from '../../src/cli/prediction/index.js';
import type { Recording } from '../../src/core/model/index.js';
import { runPbscope, startPbscope } from '../../test/support/run-pbscope.js';

export interface EmulatedLine {
  readonly rttMs: number;
  /** Each way; null: as fast as it goes. */
  readonly rate: string | null;
}

export interface Rig {
  /** Through the proxy. */
  record(command: readonly string[], line: EmulatedLine): Promise<Recording>;
  /** Empty, on the server's disk. */
  addNamespace(name: string): void;
  /** Straight to the server. */
  prepare(command: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startRig(folder: string): Promise<Rig> {
  const home = { XDG_DATA_HOME: join(folder, 'data'), XDG_CONFIG_HOME: join(folder, 'config') };
  const server = startPbscope(
    ['server', '--json', '--folder', join(folder, 'store'), '--listen', '127.0.0.1:0', '--sync-level', 'none'],
    home,
  );
  const ready = await server.message('listening');
  const { address, fingerprint, tokenId, tokenSecret } = ready as Record<string, string>;
  const environment = (at: string, print: string): Record<string, string> => ({
    ...home,
    PBS_REPOSITORY: `${tokenId}@${at}:store`,
    PBS_PASSWORD: tokenSecret ?? '',
    PBS_FINGERPRINT: print,
  });
  let count = 0;
  return {
    async record(command, { rttMs, rate }) {
      count += 1;
      const trace = join(folder, `${count}.pbscope`);
      const proxy = startPbscope(
        [
          ...['proxy', '--json', '--listen', '127.0.0.1:0', '--record', trace, '--delay', `${rttMs / 2}ms`],
          ...['--upstream', address ?? '', '--upstream-fingerprint', fingerprint ?? ''],
          ...(rate === null ? [] : ['--rate', rate]),
        ],
        home,
      );
      const listening = (await proxy.message('listening')) as Record<string, string>;
      await run(command, environment(listening['address'] ?? '', listening['fingerprint'] ?? ''));
      proxy.kill('SIGINT');
      await proxy.ended;
      return (await readRecording(await openInput({ path: trace, keylogPath: undefined }), null)).recording;
    },
    addNamespace: (name) => void mkdirSync(join(folder, 'store', 'ns', name), { recursive: true }),
    prepare: (command) => run(command, environment(address ?? '', fingerprint ?? '')),
    async stop() {
      server.kill('SIGINT');
      await server.ended;
    },
  };
}

async function run(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
  const { code, stderr } = await runPbscope([...command, '-q'], environment);
  if (code !== 0) throw new Error(`pbscope ${command.join(' ')} ended with ${code}: ${stderr}`);
}
