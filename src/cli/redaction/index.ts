// Names out of Events on their way to a file. In: which level was asked for. Out: what is done to the header and to each Event. The salt is
// drawn here, kept in memory only and gone with the process: nobody can try names against the hashes.
import { createHmac, randomBytes } from 'node:crypto';
import { type Event, type TraceHeader, traceVersion } from '../../core/event/index.js';
import { NameRedactor, stripSecrets } from '../../core/redact/index.js';
import { OperatorError } from '../errors/index.js';

/** Secrets are taken out always. */
export type RedactLevel = 'secrets' | 'names';

export interface Redaction {
  header(header: TraceHeader): TraceHeader;
  redact(event: Event): readonly Event[];
  /** Captured bodies that had to be left out. */
  readonly droppedBodyCount: number;
}

const saltBytes = 32;

export function startRedaction(level: RedactLevel): Redaction {
  if (level === 'secrets') {
    return {
      header: (header) => ({
        ...header,
        version: traceVersion,
        redacted: [...new Set([...header.redacted, 'secrets'])],
      }),
      redact: (event) => [stripSecrets(event)],
      droppedBodyCount: 0,
    };
  }
  const salt = randomBytes(saltBytes);
  const names = new NameRedactor((text) => createHmac('sha256', salt).update(text).digest('hex'));
  return {
    header: (header) => ({ ...names.header(header), version: traceVersion }),
    redact: (event) => names.redact(stripSecrets(event)),
    get droppedBodyCount() {
      return names.droppedBodyCount;
    },
  };
}

/** `--redact names`. */
export function parseRedactLevel(value: string | undefined): RedactLevel {
  if (value === undefined || value === 'secrets') return 'secrets';
  if (value === 'names') return 'names';
  throw new OperatorError(`--redact ${value} is not known.`, 'Choose names, or secrets, which are always taken out.');
}

export const redactOption = {
  redact: { type: 'string', describe: 'names: also hide hosts, users, ids, paths and digests in what is recorded' },
} as const;
