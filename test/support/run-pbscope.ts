// The built command line as users run it, in a process of its own with folders of its own.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { rootFolder } from './paths.js';

const mainPath = join(rootFolder, 'dist', 'src', 'cli', 'main.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  /** The first stdout line with this messageType (`--json`), or a later one; rejects when the process ends without it. */
  message(messageType: string, index?: number): Promise<Record<string, unknown>>;
  /** Settles when this is on stderr; rejects when the process ends without it. */
  complaint(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

export function startPbscope(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
  // Settings of the tests themselves, and of whoever runs them, are none of the program's.
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(PBS|PBSCOPE)_|^FORCE_COLOR$/.test(name)),
  );
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, [mainPath, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, NO_COLOR: '1', ...environment },
  });
  let stdout = '';
  let stderr = '';
  const waiting: (() => void)[] = [];
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString();
    for (const look of waiting) look();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
    for (const look of waiting) look();
  });
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  return {
    pid: child.pid ?? 0,
    kill: (signal) => {
      child.kill(signal);
    },
    ended,
    complaint: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(stderr)) resolve();
        };
        waiting.push(look);
        look();
        void ended.then(({ code }) => reject(new Error(`ended with ${code}: ${stderr}`)));
      }),
    message: (messageType, index = 0) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = stdout
            .split('\n')
            .filter((one) => one.includes(`"messageType":"${messageType}"`) && one.endsWith('}'))
            .at(index);
          if (line !== undefined) resolve(JSON.parse(line) as Record<string, unknown>);
        };
        waiting.push(look);
        look();
        void ended.then(({ code }) => reject(new Error(`ended with ${code}: ${stderr}`)));
      }),
  };
}

export const runPbscope = (args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended> =>
  startPbscope(args, environment).ended;
