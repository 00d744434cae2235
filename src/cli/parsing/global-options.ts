// The flags that every command takes (product.md 2).
import type { Options } from 'yargs';

export const globalOptions = {
  json: { type: 'boolean', describe: 'one JSON value, or JSON lines with messageType' },
  quiet: { type: 'boolean', alias: 'q', describe: 'results and errors only' },
  color: { type: 'boolean', default: true, describe: 'colours (also NO_COLOR, FORCE_COLOR, TERM=dumb)' },
  utc: { type: 'boolean', describe: 'show times of day in UTC instead of local time' },
  'log-level': { type: 'string', default: 'info', describe: 'trace, debug, info, warn, error or silent' },
  'log-file': { type: 'string', describe: 'write log lines there, as JSON' },
} as const satisfies Readonly<Record<string, Options>>;
