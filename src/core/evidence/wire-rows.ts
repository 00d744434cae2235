// In: the report and its calls. Out: what a reader of logs looks for on the wire, as rows of the same timeline: how each session and archive
// began and ended, and what failed. Chunk by chunk is in the list of calls.
import { type EvidenceRow, outcomeWords, type Report } from '../report/index.js';
import type { ReadCalls } from './place-lines.js';

const structural = /^(open|create|close|uploadBlob|finish|previousBackupTime|downloadPrevious|downloadFile|login)/;

export function wireRows(report: Report, calls: ReadCalls): EvidenceRow[] {
  const row = (atMs: number, session: number | null, text: string): EvidenceRow => ({
    atMs,
    file: null,
    session,
    text,
    placedBy: 'wire',
  });
  return report.sessions.flatMap((session) => {
    const rows = calls({ session: session.id }).flatMap((call) => {
      const hasFailed = call.state !== 'answered' || (call.status ?? 0) >= 400;
      if (!structural.test(call.operation) && !hasFailed) return [];
      const what = `${call.operation}${call.archive === null ? '' : ` ${call.archive}`}`;
      const end = call.status === null ? call.state : `answered ${call.status}`;
      const endMs = call.startedAtMs + (call.durationMs ?? 0);
      return [row(endMs, session.id, `${what} ${end}`)];
    });
    const endMs = session.startedAtMs + session.durationMs;
    const over = `session ${session.id} ${outcomeWords[session.outcome]}`;
    return [...rows, row(endMs, session.id, over)];
  });
}
