// What went wrong, as places in time: where `!` of the dashboard jumps to. In: a report. Out: moments with a few words, oldest
// first. Does not judge what caused what: that is diagnosis.
import type { Outcome, Report } from './report.js';

export interface Landmark {
  readonly atMs: number;
  readonly session: number | null;
  readonly words: string;
}

const badEnds: ReadonlySet<Outcome> = new Set(['aborted-by-client', 'aborted-by-server', 'refused']);

export function landmarksOf(report: Report): readonly Landmark[] {
  const landmarks: Landmark[] = [];
  const sessionOn = new Map(report.sessions.map((session) => [session.connection, session.id]));
  for (const session of report.sessions) {
    const { id, startedAtMs, durationMs, outcome } = session;
    const note = (atMs: number, words: string): void => void landmarks.push({ atMs, session: id, words });
    for (const call of session.failedCalls) {
      note(call.startedAtMs, `${call.operation} ${call.status === null ? call.state : `answered ${call.status}`}`);
    }
    // Where it last moved.
    for (const call of session.stuckCalls)
      note(call.startedAtMs + call.ageMs - call.silentMs, `${call.operation} stuck`);
    if (badEnds.has(outcome)) note(startedAtMs + durationMs, `session ${id} ${outcome}`);
  }
  for (const problem of report.problems) {
    const session = problem.connection === null ? null : (sessionOn.get(problem.connection) ?? null);
    landmarks.push({ atMs: problem.atMs, session, words: problem.code });
  }
  return landmarks.sort((a, b) => a.atMs - b.atMs);
}
