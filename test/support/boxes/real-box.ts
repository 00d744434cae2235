// A real load balancer on loopback, from a case of fixtures/load-balancers: its files rendered, its commands started, its port waited
// for. In: a case, the port that it shall lead to. Out: where it listens; stopped, with its folder, by `stop`.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixturesFolder } from '../paths.js';
import { makeCertificates } from './certificates.js';

export interface BoxCase {
  readonly id: string;
  readonly product: string;
  readonly files: readonly string[];
  readonly start: readonly (readonly string[])[];
  /** The silence that it takes to see what is expected; absent: the matrix's own. */
  readonly waitSec?: number;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly cure: {
    readonly text: string;
    readonly edits?: readonly { readonly find: string; readonly replace: string }[];
    readonly expected?: Readonly<Record<string, unknown>>;
  } | null;
}

export interface RunningBox {
  readonly port: number;
  readonly backendPort: number;
  readonly certificate: { readonly certPath: string; readonly keyPath: string };
  /** What it wrote until now. */
  output(): string;
  stop(): Promise<void>;
}

const configFolder = join(fixturesFolder, 'load-balancers', 'configs');

const readCases = (file: string): readonly BoxCase[] =>
  (JSON.parse(readFileSync(join(fixturesFolder, 'load-balancers', file), 'utf8')) as { cases: BoxCase[] }).cases;

export const boxCases: readonly BoxCase[] = [...readCases('cases.json'), ...readCases('own-cases.json')];

const startPatienceMs = 20_000;

export async function startBox(
  box: BoxCase,
  edits: readonly { find: string; replace: string }[] = [],
): Promise<RunningBox> {
  const folder = mkdtempSync(join(tmpdir(), 'pbscope-box-'));
  chmodSync(folder, 0o755); // some drop their privileges
  const certificates = await makeCertificates(folder);
  const ports = await freePorts(4);
  const values: Readonly<Record<string, string>> = {
    __FRONT_PORT__: String(ports[0]),
    __BACK_PORT__: String(ports[1]),
    __PORT_A__: String(ports[2]),
    __PORT_B__: String(ports[3]),
    __CERT_PEM__: certificates.boxPem,
    __KEY_PEM__: certificates.boxKey,
    __CA__: certificates.ca,
    __TMP_DIR__: folder,
  };
  const fill = (text: string): string => text.replace(/__[A-Z_]+__/g, (name) => values[name] ?? name);
  const texts: string[] = [];
  for (const file of box.files) {
    let text = readFileSync(join(configFolder, file), 'utf8');
    for (const { find, replace } of edits) text = text.replaceAll(find, replace);
    texts.push(text);
    writeFileSync(join(folder, file), fill(text));
  }
  mkdirSync(join(folder, 'v'), { recursive: true });
  const children: ChildProcess[] = [];
  const written: string[] = [];
  for (const [program = '', ...args] of box.start) {
    const child = spawn(program, [...extraArguments(program), ...args.map(fill)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // workers of a master process are ended with it
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    });
    child.stdout?.on('data', (part) => written.push(String(part)));
    child.stderr?.on('data', (part) => written.push(String(part)));
    child.on('error', (error) => written.push(error.message));
    children.push(child);
  }
  const stop = async (): Promise<void> => {
    for (const child of children) {
      const isOver = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue;
      killGroup(child.pid, 'SIGTERM');
      const timer = setTimeout(() => child.pid !== undefined && killGroup(child.pid, 'SIGKILL'), 3000);
      await isOver;
      clearTimeout(timer);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    // A chain is ready when each of its links is.
    const whole = texts.join('') + box.start.flat().join(' ');
    for (const name of ['__FRONT_PORT__', '__PORT_A__', '__PORT_B__'])
      if (whole.includes(name)) await untilListening(Number(values[name]), () => written.join(''));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port: ports[0] ?? 0,
    backendPort: ports[1] ?? 0,
    certificate: { certPath: certificates.backendCert, keyPath: certificates.backendKey },
    output: () => written.join(''),
    stop,
  };
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // over already
  }
}

/** Varnish drops its privileges and wants /dev/null all the same: some containers give it to root alone. */
function extraArguments(program: string): readonly string[] {
  const isForAll = (statSync('/dev/null').mode & 0o002) !== 0;
  return program === 'varnishd' && !isForAll ? ['-j', 'none'] : [];
}

/** Null, or which of its programs is missing. */
export function whyNotStarted({ start }: BoxCase): string | null {
  const missing = start
    .map(([program = '']) => program)
    .filter((program) => spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status !== 0);
  return missing.length === 0 ? null : `${missing.join(', ')} is not installed (Debian)`;
}

/** Free at this moment. */
export const freePort = async (): Promise<number> => (await freePorts(1))[0] ?? 0;

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function untilListening(port: number, output: () => string): Promise<void> {
  const deadlineAtMs = performance.now() + startPatienceMs;
  while (!(await answers(port))) {
    if (performance.now() > deadlineAtMs) throw new Error(`it does not listen: ${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
