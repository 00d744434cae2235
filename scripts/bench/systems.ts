// The systems under test, each a process of its own in front of the same origin. In: where the origin listens. Out: a port to
// load and a process id to read CPU and memory of. The product is measured as users run it: `pbscope proxy --record`.
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Surroundings {
  /** Scratch folder with key.pem, cert.pem and both.pem. */
  readonly folder: string;
  readonly originPort: number;
  readonly originFingerprint: string;
}

export interface RunningSystem {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface System {
  readonly name: string;
  readonly describe: string;
  /** Null when it can run here, else why not. */
  missing(): string | null;
  start(surroundings: Surroundings): Promise<RunningSystem>;
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exit;
}

/** Starts one of our own programs, which says its port by IPC. */
export async function startNode(file: string, args: readonly string[]): Promise<RunningSystem> {
  const child = fork(here(file), [...args]);
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { port: number }).port));
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  return { port, pid: child.pid ?? 0, stop: () => ended(child, 'SIGTERM') };
}

const splice: System = {
  name: 'splice',
  describe: 'bare TLS-to-TLS splice in Node, same read and write pattern',
  missing: () => null,
  start: ({ folder, originPort }) =>
    startNode('splice.js', [join(folder, 'key.pem'), join(folder, 'cert.pem'), String(originPort)]),
};

/** `pbscope proxy` as users run it, decoding and recording, with further flags. */
export async function startPbscope(
  { folder, originPort, originFingerprint }: Surroundings,
  flags: readonly string[],
): Promise<RunningSystem> {
  mkdirSync(join(folder, 'data'), { recursive: true });
  const upstream = ['--upstream', `127.0.0.1:${originPort}`, '--upstream-fingerprint', originFingerprint];
  const record = ['--record', join(folder, `bench-${Date.now()}.pbscope`)];
  const child = spawn(
    process.execPath,
    [here('../../src/cli/main.js'), 'proxy', '--json', '--listen', '127.0.0.1:0', ...upstream, ...record, ...flags],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, XDG_DATA_HOME: join(folder, 'data') } },
  );
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (bytes: Buffer) => {
      if (text.length > 65_536) return;
      text += bytes.toString();
      const line = text.split('\n').find((one) => one.includes('"listening"'));
      if (line !== undefined) resolve(Number((JSON.parse(line) as { address: string }).address.split(':').at(-1)));
    });
    child.once('exit', (code) => reject(new Error(`pbscope proxy ended with ${code}`)));
  });
  return { port, pid: child.pid ?? 0, stop: () => ended(child, 'SIGTERM') };
}

const pbscope: System = {
  name: 'pbscope',
  describe: 'pbscope proxy with decoding and recording on',
  missing: () => null,
  start: (surroundings) => startPbscope(surroundings, []),
};

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** HAProxy says nothing when it is ready; it is asked until it takes a connection, at most this often. */
const maxAskCount = 100;
const askEveryMs = 50;

const haproxy: System = {
  name: 'haproxy',
  describe: 'HAProxy mode http, TLS to TLS',
  missing: () =>
    spawnSync('haproxy', ['-v']).status === 0 ? null : 'haproxy is not installed (apt-get install haproxy)',
  async start({ folder, originPort }) {
    const port = await freePort();
    const path = join(folder, 'haproxy.cfg');
    writeFileSync(
      path,
      `global\n  nbthread 1\ndefaults\n  mode http\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n  timeout tunnel 1h\nfrontend f\n  bind 127.0.0.1:${port} ssl crt ${join(folder, 'both.pem')}\n  default_backend b\nbackend b\n  server s 127.0.0.1:${originPort} ssl verify none\n`,
    );
    const child = spawn('haproxy', ['-f', path, '-db'], { stdio: ['ignore', 'ignore', 'inherit'] });
    const { connect } = await import('node:net');
    for (let ask = 0; ask < maxAskCount; ask += 1) {
      const isThere = await new Promise<boolean>((resolve) => {
        const probe = connect(port, '127.0.0.1', () => {
          probe.destroy();
          resolve(true);
        });
        probe.once('error', () => resolve(false));
      });
      if (isThere) break;
      await new Promise((resolve) => setTimeout(resolve, askEveryMs));
    }
    return { port, pid: child.pid ?? 0, stop: () => ended(child, 'SIGKILL') };
  },
};

/** In the order in which they run in turn. */
export const systems: readonly System[] = [splice, pbscope, haproxy];
