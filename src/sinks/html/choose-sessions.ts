// In: the sessions of a report. Out: those shown in full, in their order: the ones with findings first to be kept, then the newest.
import type { Report, ReportSession } from '../../core/report/index.js';

/** A page with more is not read; the JSON report has all. */
export const maxShownSessions = 40;

export function chooseSessions({ sessions, verdicts }: Report): readonly ReportSession[] {
  if (sessions.length <= maxShownSessions) return sessions;
  const findings = verdicts.filter(({ state, severity }) => state === 'found' && severity !== 'info');
  const wanted = new Set(findings.map((verdict) => verdict.session));
  const ranked = [...sessions].sort((a, b) => Number(wanted.has(b.id)) - Number(wanted.has(a.id)) || b.id - a.id);
  const chosen = new Set(ranked.slice(0, maxShownSessions));
  return sessions.filter((session) => chosen.has(session));
}
