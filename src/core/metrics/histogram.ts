// One histogram of durations, in steps of a microsecond. In: durations in ms. Out: percentiles in ms. The only file that
// knows the histogram package.
import { build, type Histogram } from 'hdr-histogram-js';

/** A call longer than a day is recorded as a day. */
const maxMicros = 86_400_000_000;
/** Three digits: a percentile is right to 0.1 %. */
const digits = 3;

export class DurationHistogram {
  readonly #histogram: Histogram = build({
    bitBucketSize: 32,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2,
    numberOfSignificantValueDigits: digits,
    useWebAssembly: false,
  });
  /** Kept exactly: the histogram rounds. */
  maxMs = 0;

  get count(): number {
    return this.#histogram.totalCount;
  }

  add(durationMs: number): void {
    if (!(durationMs >= 0)) return;
    this.maxMs = Math.max(this.maxMs, durationMs);
    this.#histogram.recordValue(Math.min(maxMicros, Math.round(durationMs * 1000)));
  }

  /** Nearest rank, never above the greatest; 0 when empty. */
  percentileMs(percentile: number): number {
    if (this.count === 0) return 0;
    return Math.min(this.maxMs, this.#histogram.getValueAtPercentile(percentile) / 1000);
  }
}
