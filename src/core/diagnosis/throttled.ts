// Which refusals are an object store's "slow down". In: a failed call, the refusals of its session. Out: yes or no. protocol.md 5.5, 12.
import type { FailedCall } from '../report/index.js';
import type { SessionFacts } from './facts/index.js';
import { throttleTexts } from './known-texts.js';

/** Within ten seconds: one or two are an accident or a missing permission, five are a limit. */
const leastBurstCount = 5;
const throttleStatuses = new Set([403, 429, 503]);

/** By its text, or as one of a burst. */
export function isThrottled(call: FailedCall, { refusals }: SessionFacts): boolean {
  if (call.error !== null && throttleTexts.test(call.error)) return true;
  return refusals.burstCount >= leastBurstCount && throttleStatuses.has(call.status ?? 0);
}
