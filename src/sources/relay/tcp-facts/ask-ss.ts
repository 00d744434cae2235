// Asks the kernel, through `ss`, what it knows of TCP sockets with certain ports. In: ports. Out: the text, or null where this system cannot
// tell: another system, no `ss`, no permission. Starting a process stops Node for some ms, so one shell is started, and asked each time.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

export interface Ports {
  /** Where the relay listens: its clients' sockets have it as their own. */
  readonly local: number;
  /** Where the upstream listens. */
  readonly remote: number;
}

/** Rejects when the answer did not come this time. */
export type AskKernel = (ports: Ports) => Promise<string | null>;

/** A healthy one takes some ms. */
const timeoutMs = 2_000;
/** Two sockets of some 700 characters for each of the 2048 connections that a relay may have, twice on loopback. */
const maxAnswerCharacters = 8 * 1024 * 1024;
/** Not ours to run, not there (POSIX sh 2.8.2): asking again is of no use. */
const finalStatuses: ReadonlySet<string> = new Set(['126', '127']);

/** Ends by itself when its input does, and so with us. `= 0` closes an answer: no line of `ss` begins like that. */
const script =
  'while read -r local remote; do ss -tinH "( sport = :$local or dport = :$remote )" 2>/dev/null; echo "= $?"; done';
const endOfAnswer = /(?:^|\n)= (\d+)\n$/;

export function createSsAsker(): AskKernel {
  let shell: ChildProcessWithoutNullStreams | null = null;
  return async (ports) => {
    if (process.platform !== 'linux') return null;
    shell ??= startShell();
    try {
      return await askShell(shell, ports);
    } catch (error) {
      shell.kill('SIGKILL'); // a late answer must not be taken for the next
      shell = null;
      throw error;
    }
  };
}

function startShell(): ChildProcessWithoutNullStreams {
  // Some distributions keep it where only root looks.
  const env = { ...process.env, LC_ALL: 'C', PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  const shell = spawn('sh', ['-c', script], { env });
  shell.stdout.setEncoding('latin1');
  shell.stderr.resume();
  shell.stdin.on('error', () => undefined); // its end is what counts
  shell.on('error', () => undefined);
  for (const one of [shell, shell.stdin, shell.stdout, shell.stderr]) (one as unknown as { unref(): void }).unref(); // pipes are sockets; none keeps us alive
  return shell;
}

function askShell(shell: ChildProcessWithoutNullStreams, { local, remote }: Ports): Promise<string | null> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const settle = (act: () => void): void => {
      clearTimeout(deadline);
      shell.stdout.off('data', take);
      shell.off('close', fail);
      shell.off('error', fail);
      act();
    };
    const fail = (): void => settle(() => reject(new Error('ss gave no answer')));
    const take = (text: string): void => {
      answer += text;
      const status = endOfAnswer.exec(answer.slice(-16))?.[1];
      if (status === '0') settle(() => resolve(answer.slice(0, answer.lastIndexOf('= '))));
      else if (status !== undefined && finalStatuses.has(status)) settle(() => resolve(null));
      else if (status !== undefined || answer.length > maxAnswerCharacters) fail();
    };
    const deadline = setTimeout(fail, timeoutMs);
    deadline.unref();
    shell.stdout.on('data', take);
    shell.once('close', fail);
    shell.once('error', fail);
    if (shell.exitCode !== null || shell.signalCode !== null) fail();
    else shell.stdin.write(`${local} ${remote}\n`);
  });
}
