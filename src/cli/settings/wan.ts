// In: --wan NAME, --delay, --jitter, --rate. Out: the line that the relay emulates, or none. A flag wins over the named line.
import { nearestWord, OperatorError } from '../errors/index.js';
import { parseDurationMs, parseRateBitsPerSec } from './parse-units.js';

export interface EmulatedLine {
  /** One way (D14). */
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Null: as fast as it goes. */
  readonly rateBitsPerSec: number | null;
}

/** One-way delays and rates of lines that people have; a 40 ms round trip is 20 ms one way. */
export const namedLines: Readonly<Record<string, EmulatedLine>> = {
  lan: { delayMs: 0.2, jitterMs: 0, rateBitsPerSec: 1e9 },
  fibre: { delayMs: 5, jitterMs: 0.5, rateBitsPerSec: 500e6 },
  cable: { delayMs: 12, jitterMs: 3, rateBitsPerSec: 50e6 },
  dsl: { delayMs: 18, jitterMs: 3, rateBitsPerSec: 16e6 },
  lte: { delayMs: 30, jitterMs: 12, rateBitsPerSec: 30e6 },
  transatlantic: { delayMs: 45, jitterMs: 2, rateBitsPerSec: 200e6 },
  satellite: { delayMs: 300, jitterMs: 20, rateBitsPerSec: 20e6 },
};

export interface LineFlags {
  readonly wan: string | undefined;
  readonly delay: string | undefined;
  readonly jitter: string | undefined;
  readonly rate: string | undefined;
}

export function readLine(flags: LineFlags): EmulatedLine | null {
  if (flags.wan === undefined && flags.delay === undefined && flags.jitter === undefined && flags.rate === undefined)
    return null;
  const named = flags.wan === undefined ? { delayMs: 0, jitterMs: 0, rateBitsPerSec: null } : namedLines[flags.wan];
  if (named === undefined) {
    const names = Object.keys(namedLines);
    const nearest = nearestWord(flags.wan ?? '', names);
    throw new OperatorError(
      `There is no line named ${flags.wan}.`,
      nearest === null ? `Choose one of ${names.join(', ')}.` : `Did you mean ${nearest}?`,
    );
  }
  return {
    delayMs: flags.delay === undefined ? named.delayMs : parseDurationMs('delay', flags.delay),
    jitterMs: flags.jitter === undefined ? named.jitterMs : parseDurationMs('jitter', flags.jitter),
    rateBitsPerSec: flags.rate === undefined ? named.rateBitsPerSec : parseRateBitsPerSec('rate', flags.rate),
  };
}
