// A command as our child: its own terminal and exit code, our signals passed on. In: words and environment. Out: its exit code,
// 128 and the signal's number when one ended it, as shells say it.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { OperatorError } from '../errors/index.js';
import { untilInterrupted } from './until-interrupted.js';

const killedBase = 128;

export async function runChild(
  program: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const child = spawn(program, [...words], { stdio: 'inherit', env: environment });
  // Ctrl-C reaches the whole foreground group by itself; a second one does no harm, and a lone TERM must be passed on.
  const passOn = (signal: NodeJS.Signals): void => {
    child.kill(signal);
    void untilInterrupted().then(passOn);
  };
  void untilInterrupted().then(passOn);
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new OperatorError(
          error.code === 'ENOENT' ? `There is no command ${program}.` : `${program} cannot be run (${error.message}).`,
          'Check its name and its permissions.',
        ),
      ),
    );
    child.once('exit', (code, signal) =>
      resolve(code ?? killedBase + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
