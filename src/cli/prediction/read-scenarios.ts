// Flags of `pbscope predict` → scenarios to try. In: what the operator wrote. Out: each combination of the lists, in the order written.
import type { Options } from 'yargs';
import { clientNames, recordedScenario, type Scenario } from '../../core/model/index.js';
import { type CommandContext, isFlagOn, textFlag } from '../command.js';
import { nearestWord, OperatorError } from '../errors/index.js';
import { parseDurationMs, parseRateBitsPerSec, parseSizeBytes } from '../settings/index.js';

/** A table that nobody reads; each line is a run of the whole session. */
const maxScenarios = 60;
/** Where nothing is asked: a LAN, a country, an ocean, two oceans. */
const usualRttsMs = [1, 20, 80, 150];
/** Writers of one session, and more than any client has open. */
const maxDepth = 4096;
/** Room for a few packets: a smaller window stops any sender. */
const minWindowBytes = 16 * 1024;

export const scenarioOptions: Readonly<Record<string, Options>> = {
  rtt: { type: 'string', describe: 'round trips to try: 20ms,80ms,150ms' },
  bandwidth: { type: 'string', describe: 'rates of the line to try, each way: 20mbit,100mbit (as recorded)' },
  depth: { type: 'string', describe: 'chunk calls open at a time to try: 1,16 (as the client has it)' },
  window: { type: 'string', describe: 'flow-control windows to try, for connection and streams: 1MiB (as recorded)' },
  client: { type: 'string', describe: `the pipeline of another client: ${clientNames.join(', ')}` },
  like: { type: 'string', describe: 's3-head: each chunk is asked for before it is sent, no list of known chunks' },
  'slow-start': { type: 'boolean', default: true, describe: 'TCP begins slowly, and again after a pause' },
};

export function readScenarios(context: CommandContext): readonly Scenario[] {
  const rtts = readList(context, 'rtt', parseDurationMs) ?? usualRttsMs;
  const rates = readList(context, 'bandwidth', readRate) ?? [null];
  const depths = readList(context, 'depth', readDepth) ?? [null];
  const windows = readList(context, 'window', readWindow) ?? [null];
  const count = rtts.length * rates.length * depths.length * windows.length;
  if (count > maxScenarios) {
    throw new OperatorError(`That is ${count} runs of the session.`, `Ask for ${maxScenarios} at most.`);
  }
  const base: Scenario = {
    ...recordedScenario,
    client: readWord(context, 'client', clientNames),
    like: readWord(context, 'like', ['s3-head'] as const),
    congestion: isFlagOn(context, 'slow-start') ? 'slow-start' : 'none',
  };
  return rates.flatMap((bitsPerSec) =>
    depths.flatMap((depth) =>
      windows.flatMap((windowBytes) => rtts.map((rttMs) => ({ ...base, rttMs, bitsPerSec, depth, windowBytes }))),
    ),
  );
}

function readList<T>(
  context: CommandContext,
  flag: string,
  parse: (flag: string, text: string) => T,
): readonly T[] | null {
  const text = textFlag(context, flag);
  return text === undefined ? null : text.split(',').map((part) => parse(flag, part.trim()));
}

function readRate(flag: string, text: string): number {
  const bitsPerSec = parseRateBitsPerSec(flag, text);
  if (bitsPerSec > 0) return bitsPerSec;
  throw new OperatorError(`--${flag} ${text} lets nothing through.`, 'Give a rate above zero, for example 20mbit.');
}

function readDepth(flag: string, text: string): number {
  const depth = Number(text);
  if (Number.isInteger(depth) && depth >= 1 && depth <= maxDepth) return depth;
  throw new OperatorError(
    `--${flag} ${text} is no number of calls.`,
    `Give whole numbers from 1 to ${maxDepth}: 1,16.`,
  );
}

function readWindow(flag: string, text: string): number {
  const bytes = parseSizeBytes(flag, text);
  if (bytes >= minWindowBytes) return bytes;
  throw new OperatorError(`--${flag} ${text} is too small a window.`, 'Give 16KiB or more, for example 1MiB.');
}

function readWord<T extends string>(context: CommandContext, flag: string, words: readonly T[]): T | null {
  const text = textFlag(context, flag);
  if (text === undefined) return null;
  const known = words.find((word) => word === text);
  if (known !== undefined) return known;
  const nearest = nearestWord(text, words);
  throw new OperatorError(
    `--${flag} ${text} is not known.`,
    nearest === null ? `Choose one of ${words.join(', ')}.` : `Did you mean ${nearest}?`,
  );
}
