// Calls that do not move (D10). In: calls as they begin, move and end. Out: those that are stuck at a moment, and those that
// were stuck when they ended without a reply. Slow is not stuck: what counts is the time without progress.
import type { Call } from '../pbs/index.js';
import { DurationHistogram } from './histogram.js';

/** D10: below 5 s nothing is stuck, whatever the session's rhythm. */
const minStuckMs = 5000;
/** D10: silent for 4 times what is rare in this session. */
const gapFactor = 4;

export class StuckWatch {
  readonly #stuckAfterMs: number | null;
  readonly #open = new Map<number, { readonly call: Call; seenAtMs: number }>();
  #gaps: DurationHistogram | null = new DurationHistogram();
  #frozenMs = minStuckMs;

  /** `stuckAfterMs` null: the rule of D10. */
  constructor(stuckAfterMs: number | null) {
    this.#stuckAfterMs = stuckAfterMs;
  }

  get thresholdMs(): number {
    if (this.#stuckAfterMs !== null) return this.#stuckAfterMs;
    return this.#gaps === null ? this.#frozenMs : Math.max(minStuckMs, gapFactor * this.#gaps.percentileMs(99));
  }

  get #leastMs(): number {
    return this.#stuckAfterMs ?? minStuckMs;
  }

  begin(call: Call): void {
    this.#open.set(call.id, { call, seenAtMs: call.startedAtMs });
  }

  /** Something of this call may have moved: learn the gap. */
  noteProgress(callId: number): void {
    const open = this.#open.get(callId);
    if (open === undefined || open.call.lastProgressAtMs <= open.seenAtMs) return;
    this.#gaps?.add(open.call.lastProgressAtMs - open.seenAtMs);
    open.seenAtMs = open.call.lastProgressAtMs;
  }

  /** True when the call ended without a reply after a silence that counts as stuck. */
  end(call: Call, atMs: number): 'stuck' | 'moving' {
    const silentMs = atMs - call.lastProgressAtMs;
    const wasStuck = call.state !== 'answered' && silentMs >= this.#leastMs && silentMs >= this.thresholdMs;
    this.noteProgress(call.id);
    this.#open.delete(call.id);
    return wasStuck ? 'stuck' : 'moving';
  }

  stuckCalls(atMs: number): Call[] {
    const silent = this.openCalls().filter((call) => atMs - call.lastProgressAtMs >= this.#leastMs);
    if (silent.length === 0) return silent; // the threshold costs a walk over the histogram
    const { thresholdMs } = this;
    return silent.filter((call) => atMs - call.lastProgressAtMs >= thresholdMs);
  }

  openCalls(): Call[] {
    return [...this.#open.values()].map(({ call }) => call);
  }

  freeze(): void {
    this.#frozenMs = this.thresholdMs;
    this.#gaps = null;
  }
}
