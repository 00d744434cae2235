// Which snapshots of a group a prune keeps: PBS's selection, one period after the other, newest first. In: snapshots and keep
// counts. Out: a mark for each, in the order given. Pure; the calendar is local time, as PBS's is.

/** How many to keep of each period; absent = that period selects nothing. */
export interface KeepOptions {
  readonly last?: number;
  readonly hourly?: number;
  readonly daily?: number;
  readonly weekly?: number;
  readonly monthly?: number;
  readonly yearly?: number;
}

export type Period = keyof KeepOptions;
/** In the order in which they select: a snapshot that one has kept does not count for the next. */
export const periods: readonly Period[] = ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'];

export interface PruneCandidate {
  readonly backupTime: number;
  readonly isFinished: boolean;
  readonly isProtected: boolean;
}

/** `keep-partial`: the newest is under way, or was broken off and nothing finished has come since. */
export type PruneMark = 'keep' | 'keep-partial' | 'protected' | 'remove';

export function keepsSomething(options: KeepOptions): boolean {
  return periods.some((period) => (options[period] ?? 0) > 0);
}

export function selectForPrune<T extends PruneCandidate>(
  candidates: readonly T[],
  options: KeepOptions,
): readonly { readonly candidate: T; readonly mark: PruneMark }[] {
  const newestFirst = [...candidates].sort((a, b) => b.backupTime - a.backupTime);
  const marks = markUnfinished(newestFirst);
  for (const period of periods) {
    const keepCount = options[period];
    if (keepCount !== undefined) markPeriod(marks, newestFirst, keepCount, periodNames[period]);
  }
  return candidates.map((candidate) => ({
    candidate,
    mark: candidate.isProtected ? 'protected' : (marks.get(candidate) ?? 'remove'),
  }));
}

/** Unfinished ones go, but for the very newest: it may be running. */
function markUnfinished(newestFirst: readonly PruneCandidate[]): Map<PruneCandidate, PruneMark> {
  const marks = new Map<PruneCandidate, PruneMark>();
  for (const [index, candidate] of newestFirst.entries()) {
    if (!candidate.isFinished) marks.set(candidate, index === 0 ? 'keep-partial' : 'remove');
  }
  return marks;
}

/** Keeps the newest of each of the last `keepCount` periods that have one and were not kept by an earlier rule. */
function markPeriod(
  marks: Map<PruneCandidate, PruneMark>,
  newestFirst: readonly PruneCandidate[],
  keepCount: number,
  nameOf: (seconds: number) => string,
): void {
  const kept = newestFirst.filter((candidate) => marks.get(candidate) === 'keep');
  const already = new Set(kept.map((candidate) => nameOf(candidate.backupTime)));
  const chosen = new Set<string>();
  for (const candidate of newestFirst) {
    if (marks.has(candidate)) continue;
    if (candidate.isProtected) {
      marks.set(candidate, 'protected'); // neither removed nor counted
      continue;
    }
    const name = nameOf(candidate.backupTime);
    if (already.has(name)) continue;
    if (chosen.has(name)) {
      marks.set(candidate, 'remove');
      continue;
    }
    if (chosen.size >= keepCount) break;
    chosen.add(name);
    marks.set(candidate, 'keep');
  }
}

/** What two snapshots of one period have in common. */
const periodNames: Readonly<Record<Period, (seconds: number) => string>> = {
  last: (seconds) => String(seconds),
  hourly: (seconds) => `${dayName(seconds)}/${localTime(seconds).getHours()}`,
  daily: dayName,
  weekly: isoWeekName,
  monthly: (seconds) => `${localTime(seconds).getFullYear()}/${localTime(seconds).getMonth()}`,
  yearly: (seconds) => String(localTime(seconds).getFullYear()),
};

function localTime(seconds: number): Date {
  return new Date(seconds * 1000);
}

function dayName(seconds: number): string {
  const time = localTime(seconds);
  return `${time.getFullYear()}/${time.getMonth()}/${time.getDate()}`;
}

/** Year and week of ISO 8601: a week belongs to the year of its Thursday. */
function isoWeekName(seconds: number): string {
  const time = localTime(seconds);
  const daysSinceMonday = (time.getDay() + 6) % 7;
  const thursday = new Date(time.getFullYear(), time.getMonth(), time.getDate() - daysSinceMonday + 3);
  const dayOfYear = Math.round((thursday.getTime() - new Date(thursday.getFullYear(), 0, 1).getTime()) / 86_400_000);
  return `${thursday.getFullYear()}/${Math.floor(dayOfYear / 7) + 1}`;
}
