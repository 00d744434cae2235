// In: the report's start and a time since then. Out: the wall clock of that time, in the forms that other tools want.
import type { Report } from '../../core/report/index.js';

/** RFC 3339 in UTC; finer than a millisecond is cut off. */
export const formatWallClock = (report: Report, atMs: number): string =>
  new Date(Date.parse(report.startedAt) + atMs).toISOString();

const nanosPerMs = 1e6;

/** Nanoseconds since 1970 as decimal digits: a number has no room for them. */
export function formatUnixNanos(startedAtUnixMs: number, atMs: number): string {
  return String(BigInt(startedAtUnixMs) * BigInt(nanosPerMs) + BigInt(Math.round(atMs * nanosPerMs)));
}
