// A new password from where other users cannot see it: a file, a pipe, or a prompt that shows nothing. In: the flag, stdin.
// Out: the password; one that is too short or was typed differently the second time is refused. Never from a flag.
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { OperatorError } from '../../errors/index.js';
import { askHidden } from '../../input/index.js';

/** PBS's own bound. */
const minCharacters = 8;

export interface PasswordSource {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown };
}

export async function readNewPassword(
  passwordFile: string | undefined,
  source: PasswordSource = process,
): Promise<string> {
  const password = await readPassword(passwordFile, source);
  if (password === '') {
    throw new OperatorError(
      'There is no password.',
      'Type it at a terminal, send it through a pipe, or name a file with --password-file.',
    );
  }
  if (password.length < minCharacters) {
    throw new OperatorError(`The password has fewer than ${minCharacters} characters.`, 'Choose a longer one.');
  }
  return password;
}

const firstLine = (all: string): string => all.split(/\r?\n/)[0] ?? '';

async function readPassword(passwordFile: string | undefined, source: PasswordSource): Promise<string> {
  if (passwordFile !== undefined) {
    try {
      return firstLine(readFileSync(passwordFile, 'utf8'));
    } catch (error) {
      throw new OperatorError(
        `--password-file ${passwordFile} cannot be read (${(error as Error).message.split(',')[0]}).`,
        'Give another file.',
      );
    }
  }
  if (source.stdin.isTTY !== true) return firstLine(await text(source.stdin));
  const asked = { input: source.stdin, output: source.stderr };
  const password = await askHidden('New password: ', asked);
  if ((await askHidden('Once more: ', asked)) !== password) {
    throw new OperatorError('The two passwords differ.', 'Try again.');
  }
  return password;
}
