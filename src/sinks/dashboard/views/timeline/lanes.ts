// Calls sorted into lanes, one for each archive of a session. In: data. Out: lanes in the order of the report; calls about no archive
// first.
import type { CallRow, ReportSession } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';

export interface Lane {
  readonly name: string;
  readonly calls: readonly CallRow[];
}

export function lanesOf({ rows, session, report, shown }: DashboardData): readonly Lane[] {
  const lanes = new Map<string, CallRow[]>();
  for (const name of session === null ? [] : namesOf(session)) lanes.set(name, []);
  for (const call of rows) {
    // Of a call without an answer nobody kept the end: it stands where it began.
    if (call.durationMs === null && call.state !== 'open' && call.startedAtMs < shown.fromMs) continue;
    const name = laneName(call, session);
    const lane = lanes.get(name);
    if (lane === undefined) lanes.set(name, [call]);
    else lane.push(call);
  }
  const named = [...lanes].map(([name, calls]) => ({ name, calls }));
  // What has no call here still has a lane: it may have been at work before.
  return report.sessions.length === 0 ? [] : named;
}

const sessionLane = 'the session itself';

const namesOf = (session: ReportSession): string[] => [sessionLane, ...session.archives.map((archive) => archive.name)];

function laneName(call: CallRow, session: ReportSession | null): string {
  if (session !== null) return call.archive ?? sessionLane;
  const place = call.session === null ? 'no session' : `session ${call.session}`;
  return call.archive === null ? place : `${place}: ${call.archive}`;
}
