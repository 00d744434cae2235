// Round times that people configure as limits. In: a measured time. Out: the round time it is near to, or null. Pure.

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/**
 * Defaults of boxes and what is set by hand: HAProxy 50 s in common configurations, nginx and cloud load balancers 60, lighttpd 61,
 * keepalives 75, Cloudflare 100, Azure 240, Apache 300, AWS network load balancer 350, nginx stream 600, tunnels 3600 s.
 */
const roundTimesMs: readonly number[] = [
  ...[5, 10, 15, 20, 30, 40, 45, 50, 61, 75, 90, 100, 350].map((seconds) => seconds * secondMs),
  ...[1, 2, 3, 4, 5, 10, 15, 20, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 4, 6, 8, 12, 24].map((hours) => hours * hourMs),
];

/** A timer fires late, never early: only clocks of two machines differ. */
const earlyShare = 0.002;
const leastEarlyMs = 50;
const lateShare = 0.01;
const leastLateMs = 150;
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
