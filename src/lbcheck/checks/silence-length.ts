// How long a silence was. In: the least and the most that it can have been, in ms: from the last byte that we saw, and from the question
// that it answers, which a busy machine sees late. Out: the second to name, and words. Limits are set in whole seconds.

export interface SilenceLength {
  readonly leastMs: number;
  readonly mostMs: number;
}

export function limitSecondsOf({ leastMs, mostMs }: SilenceLength): number {
  const wholeSec = Math.ceil(leastMs / 1000);
  return wholeSec * 1000 <= mostMs ? wholeSec : Math.round(leastMs / 1000);
}

export function describeSilence({ leastMs, mostMs }: SilenceLength): string {
  const [least, most] = [leastMs, mostMs].map((ms) => (ms / 1000).toFixed(1));
  return least === most ? `${least} s` : `${least} to ${most} s`;
}
