// Steady stretches of one direction's byte rate. In: bytes with their time. Out: the last plateaus: runs of whole seconds in which the
// bytes so far stay on one straight line. Does not say who holds the rate.
//
// How it works: a run begins at a second. After k of its seconds C bytes have passed; a rate s explains them when C lies within
// 5 % of s·k, give or take what a reader hands on at a time. Each second narrows the interval of such rates; when it is empty
// the run is over. So a run costs two numbers, however long it is.

/** diagnosis.md 2, rate-limit: within 5 %. */
const toleranceShare = 0.05;
/** The relay reads up to 1 MiB at a time from a client that a full line holds back, so a slow rate comes in such steps. */
const stepBytes = 1_048_576;
/** Shorter runs come about by chance; so do those of a few steps. */
const minPlateauSeconds = 10;
const minPlateauSteps = 10;
/** A pause that no rate has, however it is stepped. */
const mostPauseSeconds = 10;
/** The last ones are enough to see a step; older ones leave. */
const maxPlateaus = 8;

export interface Plateau {
  readonly startMs: number;
  readonly secondCount: number;
  readonly bytesPerSec: number;
}

interface Run {
  readonly startSecond: number;
  secondCount: number;
  totalBytes: number;
  /** Rates that explain all of it. */
  leastRate: number;
  mostRate: number;
}

export class RateWatch {
  readonly #plateaus: Plateau[] = [];
  #second = -1;
  #secondBytes = 0;
  #run: Run | null = null;

  note(atMs: number, byteCount: number): void {
    const second = Math.floor(atMs / 1000);
    // The first second is a part of one.
    if (this.#second < 0 || second - this.#second > mostPauseSeconds) this.#beginAt(second);
    while (this.#second < second) this.#endSecond();
    this.#secondBytes += byteCount;
  }

  /** Oldest first; the last one may still go on. */
  plateaus(): readonly Plateau[] {
    const last = this.#run === null ? null : plateauOf(this.#run);
    return last === null ? this.#plateaus : [...this.#plateaus, last];
  }

  #beginAt(second: number): void {
    this.#endRun();
    this.#second = second;
    this.#secondBytes = 0;
  }

  #endSecond(): void {
    const bytes = this.#secondBytes;
    if (this.#run === null || !extend(this.#run, bytes)) {
      this.#endRun();
      this.#run = begin(this.#second, bytes);
    }
    this.#second += 1;
    this.#secondBytes = 0;
  }

  #endRun(): void {
    const plateau = this.#run === null ? null : plateauOf(this.#run);
    this.#run = null;
    if (plateau === null) return;
    this.#plateaus.push(plateau);
    if (this.#plateaus.length > maxPlateaus) this.#plateaus.shift();
  }
}

function begin(startSecond: number, bytes: number): Run | null {
  if (bytes === 0) return null;
  return { startSecond, secondCount: 1, totalBytes: bytes, leastRate: 0, mostRate: Infinity };
}

/** Takes the second into the run if one rate still explains it. */
function extend(run: Run, bytes: number): boolean {
  const totalBytes = run.totalBytes + bytes;
  const secondCount = run.secondCount + 1;
  const leastRate = Math.max(run.leastRate, (totalBytes - stepBytes) / (secondCount * (1 + toleranceShare)));
  const mostRate = Math.min(run.mostRate, (totalBytes + stepBytes) / (secondCount * (1 - toleranceShare)));
  if (leastRate > mostRate) return false;
  run.totalBytes = totalBytes;
  run.secondCount = secondCount;
  run.leastRate = leastRate;
  run.mostRate = mostRate;
  return true;
}

function plateauOf({ startSecond, secondCount, totalBytes }: Run): Plateau | null {
  if (secondCount < minPlateauSeconds || totalBytes < minPlateauSteps * stepBytes) return null;
  return { startMs: startSecond * 1000, secondCount, bytesPerSec: totalBytes / secondCount };
}
