// How an outcome leaves the server: refusals get their label, their pause and the headers of the release (protocol.md 1.6,
// 2.5). In: an outcome and when its request came. Out: an answer ready to be sent, after the pause.
import { type Answer, jsonType, refusalAnswer } from './api/index.js';
import type { Personality } from './personality.js';
import { isRefusal, type Outcome, type Refusal } from './refusal.js';
import { clearedCookie } from './rest/index.js';
import { type ExtraHeaders, pause } from './transport/index.js';

/** PBS counts both from the arrival of the request. */
export interface Delays {
  /** Before any 401. */
  readonly unauthorizedMs: number;
  /** Before the 403 of a declared permission. */
  readonly forbiddenMs: number;
}

export const pbsDelays: Delays = { unauthorizedMs: 3000, forbiddenMs: 500 };

export const startedNow = (): number => performance.now();

export interface WordedAnswer {
  readonly answer: Answer;
  readonly extra: ExtraHeaders;
}

export interface WordOptions {
  readonly delays: Delays;
  readonly context: { readonly personality: Personality };
  /** Ends the pause early. */
  readonly signal: AbortSignal;
}

export async function wordOutcome(
  outcome: Outcome<Answer>,
  startedAtMs: number,
  options: WordOptions,
): Promise<WordedAnswer> {
  if (!isRefusal(outcome)) return { answer: outcome, extra: [] };
  await pause(delayOf(outcome, options.delays) - (performance.now() - startedAtMs), options.signal);
  const hasLabel = outcome.stage !== 'routing' && outcome.stage !== 'credentials';
  const clearsCookie = outcome.status === 401 && options.context.personality.clearsCookie;
  return {
    answer: refusalAnswer(outcome, hasLabel ? jsonType : null),
    extra: clearsCookie ? [['set-cookie', clearedCookie]] : [],
  };
}

function delayOf(refusal: Refusal, delays: Delays): number {
  if (refusal.status === 401) return delays.unauthorizedMs;
  return refusal.stage === 'permission' ? delays.forbiddenMs : 0;
}
