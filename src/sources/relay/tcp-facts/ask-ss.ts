// Asks the kernel, through `ss`, what it knows of TCP sockets with certain ports. In: ports. Out: the text, or null where this system cannot
// tell: another system, no `ss`, no permission. Waits in no way for anything but its own promise.
import { execFile } from 'node:child_process';

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
const maxAnswerBytes = 8 * 1024 * 1024;
/** Not there, not ours to run: asking again is of no use. */
const finalCodes: ReadonlySet<unknown> = new Set(['ENOENT', 'EACCES', 'EPERM', 'ENOTDIR']);

export const askSs: AskKernel = ({ local, remote }) => {
  if (process.platform !== 'linux') return Promise.resolve(null);
  // Some distributions keep it where only root looks.
  const env = { ...process.env, LC_ALL: 'C', PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  const filter = `( sport = :${local} or dport = :${remote} )`;
  return new Promise((resolve, reject) => {
    const options = { env, timeout: timeoutMs, maxBuffer: maxAnswerBytes };
    execFile('ss', ['-tinH', filter], options, (error, text) => {
      if (error === null) resolve(text);
      else if (finalCodes.has(error.code)) resolve(null);
      else reject(error);
    });
  });
};
