// In: the report and its calls. Out: a waterfall as text, 80 columns: per session one lane for each archive, time from left
// to right, darker where more calls are open. Drawing only: every number shown is the report's.
import {
  type CallRow,
  describeWhat,
  formatDuration,
  type Report,
  type ReportSession,
} from '../../../core/report/index.js';
import { cutText, lineWidth } from './table.js';

/** Calls drawn at most; a longer run is drawn from its first calls, and says so. */
export const timelineCallLimit = 100_000;

const nameWidth = 22;
const laneWidth = lineWidth - nameWidth - 4;
/** From one open call to many: each step is twice as many. */
const shades = ['.', ':', '-', '=', '+', '*', '#', '@'] as const;
const failedMark = '!';

export function renderTimeline(report: Report, calls: readonly CallRow[]): string {
  const lines = ['TIMELINE  . one call open, each of : - = + * # @ twice as many, ! failed'];
  for (const session of report.sessions) {
    const own = calls.filter((call) => call.session === session.id);
    lines.push(...renderSessionLanes(session, own));
  }
  if (calls.length >= timelineCallLimit) lines.push(`  only the first ${timelineCallLimit} calls are drawn`);
  return `${lines.join('\n')}\n`;
}

function renderSessionLanes(session: ReportSession, calls: readonly CallRow[]): string[] {
  const lanes = new Map<string, CallRow[]>();
  for (const call of calls) {
    const name = call.archive ?? 'session';
    const lane = lanes.get(name);
    if (lane === undefined) lanes.set(name, [call]);
    else lane.push(call);
  }
  const width = ` 0 .. ${formatDuration(session.durationMs)}`;
  const title = cutText(`  ${session.id} ${describeWhat(session)}, ${session.outcome}`, lineWidth - width.length);
  return [
    title + width.padStart(lineWidth - title.length),
    ...[...lanes].map(([name, lane]) => `  ${cutText(name, nameWidth).padEnd(nameWidth)} ${drawLane(session, lane)}`),
  ];
}

function drawLane(session: ReportSession, calls: readonly CallRow[]): string {
  const openCounts = new Array<number>(laneWidth).fill(0);
  const failed = new Set<number>();
  const cellMs = session.durationMs / laneWidth;
  const cellOf = (atMs: number): number => {
    const cell = cellMs > 0 ? Math.floor((atMs - session.startedAtMs) / cellMs) : 0;
    return Math.min(laneWidth - 1, Math.max(0, cell));
  };
  const sessionEndMs = session.startedAtMs + session.durationMs;
  for (const call of calls) {
    const endMs = call.durationMs === null ? sessionEndMs : call.startedAtMs + call.durationMs;
    const last = cellOf(endMs);
    for (let cell = cellOf(call.startedAtMs); cell <= last; cell++) openCounts[cell]! += 1;
    const isFailed = call.state === 'reset' || call.state === 'unanswered' || (call.status ?? 0) >= 400;
    if (isFailed) failed.add(last);
  }
  return openCounts.map((count, cell) => (failed.has(cell) ? failedMark : shadeOf(count))).join('');
}

function shadeOf(openCount: number): string {
  if (openCount === 0) return ' ';
  return shades[Math.min(shades.length - 1, Math.floor(Math.log2(openCount)))] ?? ' ';
}
