// In: the environment as the official client reads it (protocol.md 10.2). Out: the password or token secret, or null.
// No secret is accepted as a flag: other users would read it in the process list.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { OperatorError } from '../errors/index.js';

type Environment = Readonly<Record<string, string | undefined>>;

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

/** Order of the official client: PBS_PASSWORD, then _FD, _FILE, _CMD; the same for PBS_ENCRYPTION_PASSWORD. */
export function readSecret(
  environment: Environment = process.env,
  name: 'PBS_PASSWORD' | 'PBS_ENCRYPTION_PASSWORD' = 'PBS_PASSWORD',
): string | null {
  const plain = environment[name];
  const fd = environment[`${name}_FD`];
  const file = environment[`${name}_FILE`];
  const command = environment[`${name}_CMD`];
  if (plain !== undefined) return plain;
  try {
    if (fd !== undefined) return firstLine(readFileSync(Number(fd), 'utf8'));
    if (file !== undefined) return firstLine(readFileSync(file, 'utf8'));
    if (command !== undefined)
      return firstLine(execFileSync('sh', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
  } catch (error) {
    const variable = `${name}_${fd !== undefined ? 'FD' : file !== undefined ? 'FILE' : 'CMD'}`;
    throw new OperatorError(
      `${variable} gave no secret (${(error as Error).message.split('\n')[0]}).`,
      `Check what ${variable} points to.`,
    );
  }
  return null;
}
