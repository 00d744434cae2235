// Messages for the operator: to stderr through pino-pretty in process, and to --log-file as JSON lines. Data never comes here.
// While the dashboard owns the screen, messages go to a ring that the dashboard shows.
import { createWriteStream } from 'node:fs';
import pino, { type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { OperatorError } from '../errors/index.js';

export interface LogOptions {
  readonly level: string;
  readonly file: string | null;
  readonly hasColour: boolean;
  /** Times of day of the lines for people; the log file has ms since 1970. */
  readonly isUtc: boolean;
}

export interface Log {
  readonly logger: Logger;
  /** From now on messages go to `show` instead of stderr; null gives them back to stderr. */
  divert(show: ((line: string) => void) | null): void;
}

export function openLog(options: LogOptions): Log {
  let divertedTo: ((line: string) => void) | null = null;
  const prettify = prettyFactory({
    colorize: options.hasColour,
    translateTime: `${options.isUtc ? 'UTC' : 'SYS'}:HH:MM:ss`,
    ignore: 'pid,hostname',
  });
  // Written at once, so that no line is lost when the process ends.
  const terminal = {
    write: (json: string) => {
      const line = prettify(json) ?? json;
      if (divertedTo === null) process.stderr.write(line);
      else divertedTo(line.trimEnd());
    },
  };
  const streams: pino.StreamEntry[] = [{ level: 'trace', stream: terminal }];
  if (options.file !== null) {
    const path = options.file;
    const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
    file.on('error', (error) => process.stderr.write(`pbscope: ${path} takes no more log lines (${error.message}).\n`));
    streams.push({ level: 'trace', stream: file });
  }
  if (!(options.level in pino.levels.values) && options.level !== 'silent') {
    throw new OperatorError(
      `--log-level ${options.level} is not a level.`,
      'Use trace, debug, info, warn, error or silent.',
    );
  }
  return {
    logger: pino({ level: options.level, base: null }, pino.multistream(streams)),
    divert: (show) => {
      divertedTo = show;
    },
  };
}
