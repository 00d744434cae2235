// Data goes to stdout: text for people, or with --json one JSON value a line. Survives a reader that goes away (EPIPE).
import { roundNumber } from '../../core/report/index.js';

export interface Printer {
  readonly isJson: boolean;
  /** A line of text; silent with --json or -q. */
  line(text: string): void;
  /** Text that is the command's result: shown with -q too, silent with --json. */
  result(text: string): void;
  /** One JSON line; silent without --json. */
  message(message: { readonly messageType: string } & Readonly<Record<string, unknown>>): void;
  /** Raw data, whatever the mode. Resolves when stdout has taken it. */
  data(text: string | Uint8Array): Promise<void>;
}

export function createPrinter(options: { readonly isJson: boolean; readonly isQuiet: boolean }): Printer {
  let isGone = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isGone = true;
  });
  const write = (text: string | Uint8Array): void => {
    if (!isGone) process.stdout.write(text);
  };
  return {
    isJson: options.isJson,
    line: (text) => {
      if (!options.isJson && !options.isQuiet) write(`${text}\n`);
    },
    result: (text) => {
      if (!options.isJson) write(text.endsWith('\n') ? text : `${text}\n`);
    },
    message: (message) => {
      if (options.isJson) write(`${JSON.stringify(message, roundNumber)}\n`);
    },
    data: (text) =>
      new Promise((resolve) => {
        if (isGone) resolve();
        else process.stdout.write(text, () => resolve());
      }),
  };
}
