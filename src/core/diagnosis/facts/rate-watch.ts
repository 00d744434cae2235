// Steady stretches of one direction's byte rate. In: bytes with their time. Out: the last plateaus: runs of whole seconds
// whose bytes stay near their mean and come in every quarter of the second, as a limiter lets them. Does not say who limits.

/** diagnosis.md 2, rate-limit: within 5 % of the mean. */
const toleranceShare = 0.05;
/** A shaped line delivers in every quarter of a second; a source that works in bursts does not. */
const quarterMs = 250;
const quartersPerSecond = 4;
/** Shorter runs come about by chance. */
const minPlateauSeconds = 10;
/** The last ones are enough to see a step; older ones leave. */
const maxPlateaus = 8;

export interface Plateau {
  readonly startMs: number;
  readonly secondCount: number;
  readonly bytesPerSec: number;
}

interface Run {
  readonly startMs: number;
  secondCount: number;
  totalBytes: number;
  minBytes: number;
  maxBytes: number;
}

export class RateWatch {
  readonly #plateaus: Plateau[] = [];
  #quarter = -1;
  #quarterBytes = 0;
  #secondBytes = 0;
  #isEven = true;
  #run: Run | null = null;

  note(atMs: number, byteCount: number): void {
    const quarter = Math.floor(atMs / quarterMs);
    if (this.#quarter < 0) this.#quarter = quarter;
    // A long silence is one uneven second, however long it was.
    if (quarter - this.#quarter > 2 * quartersPerSecond) this.#breakOff(quarter);
    while (this.#quarter < quarter) this.#endQuarter();
    this.#quarterBytes += byteCount;
  }

  /** Oldest first; the last one may still go on. */
  plateaus(): readonly Plateau[] {
    const last = this.#run === null ? null : plateauOf(this.#run);
    return last === null ? this.#plateaus : [...this.#plateaus, last];
  }

  #endQuarter(): void {
    this.#secondBytes += this.#quarterBytes;
    if (this.#quarterBytes === 0) this.#isEven = false;
    this.#quarterBytes = 0;
    this.#quarter += 1;
    if (this.#quarter % quartersPerSecond === 0) this.#endSecond((this.#quarter / quartersPerSecond - 1) * 1000);
  }

  #endSecond(startMs: number): void {
    const bytes = this.#secondBytes;
    if (!this.#isEven || bytes === 0) this.#endRun();
    else if (this.#run === null || !extend(this.#run, bytes)) {
      this.#endRun();
      this.#run = { startMs, secondCount: 1, totalBytes: bytes, minBytes: bytes, maxBytes: bytes };
    }
    this.#secondBytes = 0;
    this.#isEven = true;
  }

  #breakOff(quarter: number): void {
    this.#endRun();
    this.#quarter = quarter;
    this.#quarterBytes = 0;
    this.#secondBytes = 0;
    // It began in the middle of a second.
    this.#isEven = quarter % quartersPerSecond === 0;
  }

  #endRun(): void {
    const plateau = this.#run === null ? null : plateauOf(this.#run);
    this.#run = null;
    if (plateau === null) return;
    this.#plateaus.push(plateau);
    if (this.#plateaus.length > maxPlateaus) this.#plateaus.shift();
  }
}

/** Takes the second into the run if all of them still lie near their mean. */
function extend(run: Run, bytes: number): boolean {
  const totalBytes = run.totalBytes + bytes;
  const meanBytes = totalBytes / (run.secondCount + 1);
  const minBytes = Math.min(run.minBytes, bytes);
  const maxBytes = Math.max(run.maxBytes, bytes);
  if (minBytes < meanBytes * (1 - toleranceShare) || maxBytes > meanBytes * (1 + toleranceShare)) return false;
  run.secondCount += 1;
  run.totalBytes = totalBytes;
  run.minBytes = minBytes;
  run.maxBytes = maxBytes;
  return true;
}

function plateauOf({ startMs, secondCount, totalBytes }: Run): Plateau | null {
  return secondCount < minPlateauSeconds ? null : { startMs, secondCount, bytesPerSec: totalBytes / secondCount };
}
