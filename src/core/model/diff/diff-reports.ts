// What changed between two runs. In: two reports. Out: session by session the durations, the reasons, the archives; sessions without
// a counterpart; findings that came and went. Plain data.
import type { Cause, Report, ReportArchive, ReportSession, ReportVerdict } from '../../report/index.js';
import { causes } from '../../report/index.js';
import { attribute, type Part } from './attribute.js';
import { pairSessions } from './pair-sessions.js';

export interface ArchiveChange {
  readonly name: string;
  /** Null: that side has no such archive. */
  readonly before: ReportArchive | null;
  readonly after: ReportArchive | null;
}

export interface CauseChange {
  readonly cause: Cause;
  readonly beforeMs: number;
  readonly afterMs: number;
}

export interface SessionChange {
  readonly before: ReportSession;
  readonly after: ReportSession;
  readonly changeMs: number;
  /** They sum to `changeMs`; the greatest first. */
  readonly parts: readonly Part[];
  readonly causes: readonly CauseChange[];
  readonly archives: readonly ArchiveChange[];
}

export interface ReportDiff {
  readonly sessions: readonly SessionChange[];
  readonly onlyBefore: readonly ReportSession[];
  readonly onlyAfter: readonly ReportSession[];
  /** Rules that found something on one side only. */
  readonly newFindings: readonly ReportVerdict[];
  readonly goneFindings: readonly ReportVerdict[];
}

export function diffReports(before: Report, after: Report): ReportDiff {
  const { pairs, onlyBefore, onlyAfter } = pairSessions(before, after);
  return {
    sessions: pairs.map(([a, b]) => changeOf(a, b)),
    onlyBefore,
    onlyAfter,
    newFindings: findingsWithout(after, before),
    goneFindings: findingsWithout(before, after),
  };
}

function changeOf(before: ReportSession, after: ReportSession): SessionChange {
  const changes = causes.map((cause) => ({
    cause,
    beforeMs: before.timeBudgetMs[cause],
    afterMs: after.timeBudgetMs[cause],
  }));
  return {
    before,
    after,
    changeMs: after.durationMs - before.durationMs,
    parts: attribute(before, after),
    causes: changes.filter(({ beforeMs, afterMs }) => beforeMs > 0 || afterMs > 0),
    archives: archivesOf(before, after),
  };
}

function archivesOf(before: ReportSession, after: ReportSession): ArchiveChange[] {
  const names = new Set([...before.archives, ...after.archives].map(({ name }) => name));
  const named = (session: ReportSession, name: string): ReportArchive | null =>
    session.archives.find((archive) => archive.name === name) ?? null;
  return [...names].map((name) => ({ name, before: named(before, name), after: named(after, name) }));
}

function findingsWithout(report: Report, other: Report): ReportVerdict[] {
  const known = new Set(other.verdicts.filter(({ state }) => state === 'found').map(({ rule }) => rule));
  const found = report.verdicts.filter(({ state, rule }) => state === 'found' && !known.has(rule));
  return found.filter((verdict, at) => found.findIndex(({ rule }) => rule === verdict.rule) === at);
}
