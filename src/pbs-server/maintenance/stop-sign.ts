// How an administrator ends a long run between two steps. In: an AbortSignal, or none. Out: a question and PBS's text for it.

export interface StopSign {
  readonly text: string;
  readonly isStopped: () => boolean;
}

export function stopSign(signal: AbortSignal | undefined): StopSign {
  return { text: 'abort requested - aborting task', isStopped: () => signal?.aborted === true };
}
