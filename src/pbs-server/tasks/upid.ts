// The name of a task (protocol.md 7.7): `UPID:node:pid:pstart:task:start:type:worker id:auth id:`. In: its parts. Out: text.

export interface TaskName {
  /** Counts the tasks of this process. */
  readonly number: number;
  readonly startedAtSeconds: number;
  /** `backup`, `reader`, `garbage_collection`, … */
  readonly type: string;
  /** What it works on; null = nothing in particular. */
  readonly workerId: string | null;
  readonly authId: string;
}

export const nodeName = 'pbscope';
/** PBS tells processes of the same pid apart by their start; ours has the one. */
const processStart = 1;

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0');

export function formatUpid({ number, startedAtSeconds, type, workerId, authId }: TaskName): string {
  const numbers = [process.pid, processStart, number, startedAtSeconds].map(hex);
  return `UPID:${[nodeName, ...numbers, type, escapeWorkerId(workerId ?? ''), authId].join(':')}:`;
}

export const describeProcess = (): { readonly pid: number; readonly pstart: number } => ({
  pid: process.pid,
  pstart: processStart,
});

/** As systemd escapes a unit's name: a slash becomes a dash, what is not plain becomes `\x` and its code. */
function escapeWorkerId(workerId: string): string {
  const escapeOne = (byte: number, index: number): string => {
    const sign = String.fromCharCode(byte);
    if (sign === '/') return '-';
    const isPlain = /[A-Za-z0-9_]/.test(sign) || (sign === '.' && index > 0);
    return isPlain ? sign : `\\x${byte.toString(16).padStart(2, '0')}`;
  };
  return [...Buffer.from(workerId)].map(escapeOne).join('');
}

/** Name of work that an operator does without a server; PBS demands one where it is written down. */
export function nameOfRun(type: string, workerId: string): string {
  const startedAtSeconds = Math.floor(Date.now() / 1000);
  return formatUpid({ number: 1, startedAtSeconds, type, workerId, authId: 'root@pam' });
}
