// `report --format perfetto`: Chrome's trace events as JSON, for ui.perfetto.dev. In: the report, its calls and series. Out: a process per
// session, a track per archive, a slice per call, arrows from chunk to append to close to finish, counters. Times in microseconds.
import type { CallRow, Report, ReportSession } from '../../core/report/index.js';
import { roundNumber } from '../../core/report/index.js';
import type { ReportDetails } from './format.js';

const usPerMs = 1000;
/** The track of calls that belong to no archive. */
const sessionTrack = 0;

export function renderPerfetto(report: Report, details: ReportDetails): string {
  const traceEvents = report.sessions.flatMap((session) => eventsOf(session, details));
  return `${JSON.stringify({ displayTimeUnit: 'ms', otherData: { startedAt: report.startedAt }, traceEvents }, roundNumber)}\n`;
}

function eventsOf(session: ReportSession, details: ReportDetails): readonly object[] {
  const pid = session.id;
  const calls = details.calls({ session: pid, order: 'oldest-first' });
  const archives = [...new Set(calls.flatMap((call) => (call.archive === null ? [] : [call.archive])))];
  const trackOf = (call: CallRow): number =>
    call.archive === null ? sessionTrack : archives.indexOf(call.archive) + 1;
  const endMs = (call: CallRow): number =>
    call.startedAtMs + (call.durationMs ?? Math.max(0, session.startedAtMs + session.durationMs - call.startedAtMs));
  const name = (what: string, tid: number, text: string): object => ({
    ph: 'M',
    name: what,
    pid,
    tid,
    args: { name: text },
  });
  // Calls overlap, which slices of one track may not: each is an asynchronous one, named by its id.
  const slices = calls.flatMap((call) => {
    const place = { cat: 'call', name: call.operation, id: call.id, pid, tid: trackOf(call) };
    const { target, status, state, requestBytes, responseBytes, blockedMs, waitMs } = call;
    const args = { target, status, state, requestBytes, responseBytes, blockedMs, waitMs };
    return [
      { ph: 'b', ts: call.startedAtMs * usPerMs, ...place, args },
      { ph: 'e', ts: endMs(call) * usPerMs, ...place },
    ];
  });
  const arrow = (from: CallRow, to: CallRow | undefined): readonly object[] => {
    if (to === undefined) return [];
    const place = { cat: 'flow', name: 'needs', id: `${from.id}-${to.id}`, pid };
    return [
      { ph: 's', ts: from.startedAtMs * usPerMs, tid: trackOf(from), ...place },
      { ph: 'f', bp: 'e', ts: to.startedAtMs * usPerMs, tid: trackOf(to), ...place },
    ];
  };
  const byId = new Map(calls.map((call) => [call.id, call]));
  const closes = new Map(calls.filter((call) => /^close/.test(call.operation)).map((call) => [call.archive, call]));
  const finish = calls.find((call) => call.operation === 'finish');
  const arrows = calls.flatMap((call) => {
    if (call.appendedBy !== null) return arrow(call, byId.get(call.appendedBy));
    if (/^append/.test(call.operation)) return arrow(call, closes.get(call.archive));
    return /^close/.test(call.operation) ? arrow(call, finish) : [];
  });
  const counters = details.series({ session: pid }).flatMap((point) => {
    const place = { ph: 'C', pid, ts: point.atMs * usPerMs };
    const window = point.connectionWindowMinBytes;
    return [
      { ...place, name: 'calls in flight', args: { calls: point.inFlightMax } },
      { ...place, name: 'bytes in flight', args: { bytes: point.unansweredMaxBytes } },
      { ...place, name: 'bytes to the server', args: { bytes: point.toServerBytes } },
      ...(window === null ? [] : [{ ...place, name: 'lowest upload window', args: { bytes: window } }]),
    ];
  });
  return [
    name('process_name', sessionTrack, `${session.kind} ${session.snapshot ?? ''}`.trim()),
    name('thread_name', sessionTrack, 'session'),
    ...archives.map((archive, index) => name('thread_name', index + 1, archive)),
    ...[...slices, ...arrows, ...counters],
  ];
}
