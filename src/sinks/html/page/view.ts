// The stretch of time that all charts show, and who wants to know when it changes. In: zooming, panning. Out: the range, within the
// whole; never shorter than a stretch that still has something to tell.

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A tenth of a millisecond: shorter than any call. */
const shortestMs = 0.1;

export class View {
  whole: Range;
  range: Range;
  readonly #listeners: (() => void)[] = [];

  constructor(whole: Range) {
    this.whole = atLeast(whole);
    this.range = this.whole;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Another session: its whole, all of it. */
  open(whole: Range): void {
    this.whole = atLeast(whole);
    this.show(this.whole);
  }

  show({ fromMs, toMs }: Range): void {
    const lengthMs = Math.min(Math.max(shortestMs, toMs - fromMs), this.whole.toMs - this.whole.fromMs);
    const startMs = Math.min(Math.max(this.whole.fromMs, fromMs), this.whole.toMs - lengthMs);
    if (startMs === this.range.fromMs && startMs + lengthMs === this.range.toMs) return;
    this.range = { fromMs: startMs, toMs: startMs + lengthMs };
    for (const listener of this.#listeners) listener();
  }

  /** `factor` 2 shows half as much, around the middle. */
  zoom(factor: number): void {
    const { fromMs, toMs } = this.range;
    const middleMs = (fromMs + toMs) / 2;
    const halfMs = (toMs - fromMs) / 2 / factor;
    this.show({ fromMs: middleMs - halfMs, toMs: middleMs + halfMs });
  }

  /** By a share of what is shown; negative is back in time. */
  pan(share: number): void {
    const { fromMs, toMs } = this.range;
    const byMs = (toMs - fromMs) * share;
    this.show({ fromMs: fromMs + byMs, toMs: toMs + byMs });
  }

  reset(): void {
    this.show(this.whole);
  }
}

/** A refused session can be as short as nothing. */
function atLeast({ fromMs, toMs }: Range): Range {
  return { fromMs, toMs: Math.max(toMs, fromMs + shortestMs) };
}
