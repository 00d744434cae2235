// A second opinion on the archives of a report: its calls counted afresh, straight from their targets. In: report and calls.
// Out: disagreements, one line each. Works for every client that puts parameters into the query, with or without a witness.
import type { CallRow, ReportSession } from '../../src/core/report/index.js';
import type { Observed, WitnessResult } from './check-witness.js';

interface Count {
  uploadedCount: number;
  uploadedBytes: number;
  encodedBytes: number;
}

const isUpload = (call: CallRow): boolean => /^\/(fixed|dynamic)_chunk\?/.test(call.target) && call.method === 'POST';
const isDownload = (call: CallRow): boolean => /^\/chunk\?/.test(call.target);
const isAnswered = (call: CallRow): boolean => call.status === 200;
const parametersOf = (call: CallRow): URLSearchParams => new URLSearchParams(call.target.split('?')[1] ?? '');

export function recount({ report, calls }: Observed): WitnessResult {
  const results = report.sessions.map((session) => {
    const own = calls.filter((call) => call.session === session.id);
    return [...recountUploads(session, own), ...recountTotals(session, own)];
  });
  const facts = results.flat();
  return { factCount: facts.length, disagreements: facts.filter((fact) => fact !== null) };
}

function recountUploads(session: ReportSession, calls: readonly CallRow[]): (string | null)[] {
  const byWid = new Map<number, Count>();
  for (const call of calls.filter((one) => isUpload(one) && isAnswered(one))) {
    const parameters = parametersOf(call);
    const wid = Number(parameters.get('wid'));
    const count = byWid.get(wid) ?? { uploadedCount: 0, uploadedBytes: 0, encodedBytes: 0 };
    byWid.set(wid, count);
    count.uploadedCount += 1;
    count.uploadedBytes += Number(parameters.get('size'));
    count.encodedBytes += call.requestBytes;
  }
  return [...byWid].flatMap(([wid, count]) => {
    const archive = session.archives.find((one) => one.wid === wid);
    const at = `session ${session.id} wid ${wid}`;
    return (['uploadedCount', 'uploadedBytes', 'encodedBytes'] as const).map((name) =>
      compare(`${at} ${name}`, archive?.[name], count[name]),
    );
  });
}

function recountTotals(session: ReportSession, calls: readonly CallRow[]): (string | null)[] {
  const at = `session ${session.id}`;
  const indexes = session.archives.filter((one) => one.kind !== 'blob');
  const sum = (of: 'downloadedCount' | 'knownCount' | 'chunkCount'): number =>
    indexes.reduce((total, one) => total + one[of], 0);
  const fetched = calls.filter((call) => isDownload(call) && isAnswered(call) && call.state === 'answered');
  return [
    compare(`${at} callCount`, session.callCount, calls.length),
    compare(`${at} downloaded`, sum('downloadedCount'), fetched.length),
    compare(`${at} totals known`, session.totals.knownCount, sum('knownCount')),
    compare(`${at} totals chunks`, session.totals.chunkCount, sum('chunkCount')),
    ...indexes
      .filter((one) => one.closed && session.kind === 'backup')
      .map((one) => compare(`${at} ${one.name} appended or known`, one.chunkCount >= one.knownCount, true)),
  ];
}

function compare(what: string, reported: unknown, counted: unknown): string | null {
  return reported === counted ? null : `${what}: reported ${reported}, counted ${counted}`;
}
