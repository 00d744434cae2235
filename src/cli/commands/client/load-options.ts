// The flags of a load run. In: a command's context. Out: a plan and a personality, or the operator's fault.
import { type Interruption, type LoadPlan, type Personality, personalities } from '../../../pbs-client/index.js';
import { type Command, type CommandContext, textFlag } from '../../command.js';
import { nearestWord, OperatorError } from '../../errors/index.js';
import { parseDurationMs, parseSizeBytes } from '../../settings/index.js';
import { readNewSnapshot } from './new-snapshot.js';

const names = personalities.map((one) => one.name);

export const loadOptions = {
  like: { type: 'string', default: 'file', describe: `whose shape: ${names.join(', ')}` },
  size: { type: 'string', default: '1GiB', describe: 'bytes of each session, over its archives' },
  archives: { type: 'string', default: '1', describe: 'archives of each session' },
  'archive-kind': { type: 'string', describe: 'stream or image; what the client usually sends' },
  'chunk-size': { type: 'string', default: '4MiB', describe: 'average chunk of a stream' },
  'dedup-share': { type: 'string', default: '0', describe: 'share that needs no upload, 0 to 1' },
  compressible: {
    type: 'string',
    default: '0.5',
    describe: 'share of a new chunk that compression takes away, 0 to 1',
  },
  encrypted: { type: 'boolean', describe: 'encrypt, with a key made from the seed' },
  sessions: { type: 'string', default: '1', describe: 'sessions at once' },
  'interrupt-after': { type: 'string', describe: 'drop each session after so long, or so much: 10s, 2GiB' },
  seed: { type: 'string', default: '1', describe: 'the same seed gives the same chunks' },
} as const satisfies Command['options'];

const maxArchives = 64;
/** Each has a connection; more are more than a port range. */
const maxSessions = 1024;
const smallestChunkBytes = 4096;
const largestChunkBytes = 4 * 1024 * 1024;

export function readPersonality(name = 'file', known: readonly Personality[] = personalities): Personality {
  const found = known.find((one) => one.name === name);
  if (found !== undefined) return found;
  const nearest = nearestWord(name, names);
  throw new OperatorError(
    `There is no client ${name} to be like.`,
    nearest === null ? `Choose one of ${names.join(', ')}.` : `Did you mean ${nearest}?`,
  );
}

export function readLoadPlan(context: CommandContext, personality: Personality): LoadPlan {
  const text = (name: keyof typeof loadOptions): string => textFlag(context, name) ?? '';
  const interruptAfter = textFlag(context, 'interrupt-after');
  const averageChunkBytes = parseSizeBytes('chunk-size', text('chunk-size'));
  if (averageChunkBytes < smallestChunkBytes || averageChunkBytes > largestChunkBytes)
    throw new OperatorError(`--chunk-size ${text('chunk-size')} cannot be used.`, 'It is 4KiB to 4MiB.');
  return {
    archiveKind: readKind(textFlag(context, 'archive-kind'), personality),
    archiveCount: readCount('archives', text('archives'), maxArchives),
    sizeBytes: parseSizeBytes('size', text('size')),
    dedupShare: readShare('dedup-share', text('dedup-share')),
    compressibleShare: readShare('compressible', text('compressible')),
    averageChunkBytes,
    seed: readCount('seed', text('seed'), Number.MAX_SAFE_INTEGER),
    sessionCount: readCount('sessions', text('sessions'), maxSessions),
    snapshot: readNewSnapshot(context, { type: personality.type, id: 'load' }),
    interruptAfter: interruptAfter === undefined ? null : readInterruption(interruptAfter),
  };
}

function readKind(kind: string | undefined, { kinds, name }: Personality): LoadPlan['archiveKind'] {
  if (kind === undefined) return null;
  const found = kinds.find((one) => one === kind);
  if (found !== undefined) return found;
  throw new OperatorError(
    `--like ${name} has no ${kind} archives.`,
    kinds.length > 1 ? `Use ${kinds.join(' or ')}.` : 'Leave --archive-kind away.',
  );
}

function readCount(flag: string, text: string, maximum: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= maximum) return count;
  throw new OperatorError(`--${flag} ${text} is no count.`, `Write a whole number from 1 to ${maximum}.`);
}

function readShare(flag: string, text: string): number {
  if (/^(0(\.\d+)?|1(\.0+)?)$/.test(text)) return Number(text);
  throw new OperatorError(`--${flag} ${text} is no share.`, 'Write a number from 0 to 1, for example 0.98.');
}

/** A duration ends in s, m or h, a size in bytes. */
function readInterruption(text: string): Interruption {
  return /(us|ms|s|m|min|h)$/.test(text.trim())
    ? { kind: 'time', afterMs: parseDurationMs('interrupt-after', text) }
    : { kind: 'bytes', afterBytes: parseSizeBytes('interrupt-after', text) };
}
