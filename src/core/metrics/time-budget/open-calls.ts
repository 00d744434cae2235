// The calls of one connection that run, by how far they are. In: calls as they begin, move and end. Out: how many send their
// request or get their reply, and the oldest that the client waits for one by one. Constant work for each change.
import type { Call } from '../../pbs/index.js';
import { isPipelined } from './pipelines.js';

/** `over`: the reply is whole, or the call has ended. */
export type Phase = 'request' | 'wait' | 'reply' | 'over';

export class OpenCalls {
  readonly #phases = new Map<Call, Phase>();
  readonly #counts: Record<Phase, number> = { request: 0, wait: 0, reply: 0, over: 0 };
  /** Calls that no client runs beside others of their kind, waiting for their reply; oldest first. */
  readonly #waiting = new Set<Call>();
  #streamCount = 0;
  #loginCount = 0;
  #upgradeCount = 0;

  /** Before the call is over. */
  begin(call: Call): void {
    this.#phases.set(call, 'over');
    this.#counts.over += 1;
    if (call.protocol === 'http2') this.#streamCount += 1;
    this.move(call);
  }

  /** Where the call is now; null when it is where it was. */
  move(call: Call): { readonly from: Phase; readonly to: Phase } | null {
    const from = this.#phases.get(call);
    const to = phaseOf(call);
    if (from === undefined || from === to) return null;
    this.#phases.set(call, to);
    this.#counts[from] -= 1;
    this.#counts[to] += 1;
    if (to === 'wait' && !isPipelined(call)) this.#waiting.add(call);
    else this.#waiting.delete(call);
    const change = Number(from === 'over') - Number(to === 'over');
    if (call.operation === 'login') this.#loginCount += change;
    if (isUpgrade(call)) this.#upgradeCount += change;
    return { from, to };
  }

  end(call: Call): void {
    this.move(call);
    const phase = this.#phases.get(call);
    if (phase === undefined) return;
    this.#phases.delete(call);
    this.#counts[phase] -= 1;
    this.#waiting.delete(call);
    if (call.protocol === 'http2') this.#streamCount -= 1;
  }

  /** Request under way, or reply awaited or under way. */
  get activeCount(): number {
    return this.#counts.request + this.#counts.wait + this.#counts.reply;
  }

  get sendingCount(): number {
    return this.#counts.request;
  }

  get replyingCount(): number {
    return this.#counts.reply;
  }

  get loginCount(): number {
    return this.#loginCount;
  }

  get upgradeCount(): number {
    return this.#upgradeCount;
  }

  /** HTTP/2 streams that are not closed yet. */
  get streamCount(): number {
    return this.#streamCount;
  }

  oldestWaiting(): Call | null {
    for (const call of this.#waiting) return call;
    return null;
  }
}

export const isUpgrade = (call: Call): boolean => call.operation === 'openBackup' || call.operation === 'openReader';

function phaseOf(call: Call): Phase {
  // Lost to a direction that went dark, it stays open: nothing more is known of it.
  if (call.state !== 'open' || call.responseEndAtMs !== null) return 'over';
  if (call.requestEndAtMs === null) return 'request';
  return call.responseHeadAtMs === null ? 'wait' : 'reply';
}
