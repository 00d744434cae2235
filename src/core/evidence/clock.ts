// In: for each line that was found on the wire, the stretch of offsets that it allows. Out: the offset that most of them allow together
// (Marzullo's algorithm, as NTP chooses among servers, RFC 5905 11.2.1), how far off it can be, and in words how it came about.
import type { EvidenceClock } from '../report/index.js';

/** Offsets of the log's clock against the recording's that one line allows. */
export interface OffsetRange {
  readonly fromMs: number;
  readonly toMs: number;
  /** What it would be if the line was written at the moment that it most likely was. */
  readonly likelyMs: number;
}

/** Zones are whole quarters of an hour; a clock that is off by as much is not told apart from one. */
const zoneStepMs = 15 * 60 * 1000;

/** Within this the middle is the best guess; a wider stretch comes from lines that say only `not before` or `not after`. */
const narrowMs = 2000;

export function estimateClock(ranges: readonly OffsetRange[], zones: 'stated' | 'unknown'): EvidenceClock {
  if (ranges.length === 0) {
    return {
      offsetMs: null,
      uncertaintyMs: null,
      matchedCount: 0,
      agreeingCount: 0,
      zoneMs: 0,
      how: 'no line with a time could be found on the wire',
    };
  }
  const { fromMs, toMs, count } = mostCommonRange(ranges);
  const likelyMs = Math.min(toMs, Math.max(fromMs, medianOf(ranges.map((range) => range.likelyMs))));
  const offsetMs = toMs - fromMs <= narrowMs ? (fromMs + toMs) / 2 : likelyMs;
  return {
    offsetMs,
    uncertaintyMs: Math.max(toMs - offsetMs, offsetMs - fromMs),
    matchedCount: ranges.length,
    agreeingCount: count,
    zoneMs: zones === 'unknown' ? Math.round(offsetMs / zoneStepMs) * zoneStepMs : 0,
    how: `${count} of ${ranges.length} lines with a time stand within the calls that they tell of`,
  };
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

interface Common {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

function mostCommonRange(ranges: readonly OffsetRange[]): Common {
  const edges = ranges
    .flatMap(({ fromMs, toMs }) => [
      { atMs: fromMs, step: 1 },
      { atMs: toMs, step: -1 },
    ])
    // At one place beginnings come first: ranges that touch agree.
    .sort((a, b) => a.atMs - b.atMs || b.step - a.step);
  let count = 0;
  let best = { fromMs: 0, toMs: 0, count: 0 };
  edges.forEach(({ atMs, step }, index) => {
    count += step;
    if (count > best.count) best = { fromMs: atMs, toMs: edges[index + 1]?.atMs ?? atMs, count };
  });
  return best;
}
