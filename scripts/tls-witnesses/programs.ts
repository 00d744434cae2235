// In: arguments. Out: OpenSSL's server and client and tcpdump as running programs that tell when they are ready. Loopback only.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Everything here takes milliseconds; who says nothing for this long has failed. */
const patienceMs = 10_000;

export interface Program {
  readonly child: ChildProcessWithoutNullStreams;
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for its end, asked for with a signal or not. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export function start(name: string, args: readonly string[], folder: string): Program {
  const child = spawn(name, args, { cwd: folder });
  let text = '';
  let listen: () => void = () => undefined;
  const hear = (bytes: Buffer): void => {
    text += bytes.toString();
    listen();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = once(child, 'close');
  const waitFor = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const fail = (): void => reject(new Error(`${name} ${args.join(' ')} did not say ${pattern}:\n${text}`));
      const timer = globalThis.setTimeout(fail, patienceMs);
      listen = () => {
        const found = pattern.exec(text);
        if (found === null) return;
        clearTimeout(timer);
        listen = () => undefined;
        // What comes next is looked for behind it.
        text = text.slice(found.index + found[0].length);
        resolve(found);
      };
      listen();
    });
  return {
    child,
    waitFor,
    async end(signal) {
      if (signal !== undefined) child.kill(signal);
      await ended;
    },
  };
}

/** OpenSSL's server, and the port it chose. */
export async function startServer(args: readonly string[], folder: string): Promise<{ server: Program; port: string }> {
  const always = ['s_server', '-accept', '127.0.0.1:0', '-cert', 'cert.pem', '-key', 'key.pem'];
  const server = start('openssl', [...always, '-cipher', 'ALL:@SECLEVEL=0', ...args], folder);
  const [, port = ''] = await server.waitFor(/ACCEPT 127\.0\.0\.1:(\d+)/);
  return { server, port };
}

async function fileIsThere(path: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 20) {
    if (existsSync(path)) return;
    await setTimeout(20);
  }
  throw new Error(`There is no ${path}.`);
}

const reverse = (line: string): string => [...line].reverse().join('');

/** Types the lines one after the other, each when the answer to the one before is there. */
export async function visit(
  port: string,
  args: readonly string[],
  types: readonly string[],
  folder: string,
): Promise<void> {
  const always = [
    's_client',
    '-connect',
    `127.0.0.1:${port}`,
    '-keylogfile',
    'keys.txt',
    '-servername',
    'pbs.example.com',
  ];
  const client = start('openssl', [...always, ...args], folder);
  await client.waitFor(/---\n.*?---\n/s);
  for (const line of types) {
    client.child.stdin.write(`${line}\n`);
    if (line === 'R') await client.waitFor(/RENEGOTIATING/);
    else if (/^k$/i.test(line)) await client.waitFor(/KEYUPDATE/);
    else await client.waitFor(new RegExp(reverse(line).replaceAll('?', String.raw`\?`)));
  }
  // The client does not flush what it says of a ticket, but writes the file at once.
  const ticketAt = args.indexOf('-sess_out') + 1;
  if (ticketAt > 0) await fileIsThere(join(folder, args[ticketAt] ?? ''));
  client.child.stdin.end();
  await client.end();
}
