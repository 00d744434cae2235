// Round times that people configure as limits. In: a measured time. Out: the round time it is near to, or null. Pure.

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Defaults of boxes and what is set by hand (load balancers measured: 5 s to 600 s; clouds: 60, 350, 3600 s). */
const roundTimesMs: readonly number[] = [
  ...[5, 8, 10, 12, 15, 20, 25, 30, 40, 45, 50, 55].map((seconds) => seconds * secondMs),
  ...[61, 65, 70, 75, 90, 100, 110, 180, 200, 240, 250, 350].map((seconds) => seconds * secondMs),
  ...[1, 2, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 45, 50].map((minutes) => minutes * minuteMs),
  ...[1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 24].map((hours) => hours * hourMs),
];

/** A timer fires late, never early: only clocks of two machines differ. */
const earlyShare = 0.002;
const lateShare = 0.02;
const leastEarlyMs = 50;
const leastLateMs = 350;
/** Sweepers of boxes look once a second or so. */
const mostLateMs = 2000;

export function nearRoundTime(ms: number): number | null {
  const near = roundTimesMs.filter((round) => {
    const earlyMs = Math.max(leastEarlyMs, Math.min(mostLateMs, round * earlyShare));
    const lateMs = Math.max(leastLateMs, Math.min(mostLateMs, round * lateShare));
    return ms >= round - earlyMs && ms <= round + lateMs;
  });
  return near.reduce<number | null>(
    (best, round) => (best === null || Math.abs(ms - round) < Math.abs(ms - best) ? round : best),
    null,
  );
}
