// In: a report with its calls, and the witnesses beside the capture. Out: every disagreement as one line, and how many facts
// were compared (a test that compares nothing must not pass). No capture is treated specially.
import type { CallRow, Report, ReportArchive, ReportSession } from '../../src/core/report/index.js';
import type { ClientArchive, ClientWitness, DiskCounts, PrintedBytes, TaskWitness } from './witness.js';

export interface WitnessResult {
  readonly factCount: number;
  readonly disagreements: readonly string[];
}

export interface Observed {
  readonly report: Report;
  readonly calls: readonly CallRow[];
}

class Ledger {
  factCount = 0;
  readonly disagreements: string[] = [];

  equal(what: string, reported: unknown, witnessed: unknown): void {
    this.factCount += 1;
    if (reported !== witnessed) this.disagreements.push(`${what}: reported ${reported}, witness says ${witnessed}`);
  }

  near(what: string, reported: number, witnessed: PrintedBytes): void {
    this.factCount += 1;
    if (Math.abs(reported - witnessed.bytes) > witnessed.toleranceBytes) {
      this.disagreements.push(`${what}: reported ${reported}, witness says about ${witnessed.bytes}`);
    }
  }

  holds(what: string, isTrue: boolean): void {
    this.equal(what, isTrue, true);
  }
}

export function checkTasks(observed: Observed, tasks: readonly TaskWitness[]): WitnessResult {
  const ledger = new Ledger();
  for (const task of tasks) {
    const session = observed.report.sessions.find(
      (one) =>
        (one.kind === 'restore') === (task.side === 'reader') &&
        one.snapshot === task.snapshot &&
        one.outcome !== 'refused',
    );
    ledger.holds(`a ${task.side} session of ${task.snapshot}`, session !== undefined);
    if (session !== undefined) checkTask(ledger, task, session, observed);
  }
  return ledger;
}

function checkTask(ledger: Ledger, task: TaskWitness, session: ReportSession, { calls }: Observed): void {
  const at = `session ${session.id}`;
  for (const archive of task.archives) {
    const own = session.archives.find((one) => one.name === archive.name);
    ledger.holds(`${at} has ${archive.name}`, own !== undefined);
    if (own === undefined) continue;
    ledger.equal(`${at} ${archive.name} wid`, own.wid, archive.wid);
    ledger.equal(`${at} ${archive.name} closed`, own.closed, archive.sizeBytes !== null);
    if (archive.sizeBytes === null) continue;
    // D21: the server counts what an incremental session wrote, the report describes the whole image.
    if (!own.isIncremental) {
      ledger.equal(`${at} ${archive.name} logicalBytes`, own.logicalBytes, archive.sizeBytes);
      ledger.equal(`${at} ${archive.name} chunkCount`, own.chunkCount, archive.chunkCount);
    }
    ledger.equal(`${at} ${archive.name} appendedCount`, own.appendedCount, archive.chunkCount);
    if (archive.uploadBytes === null) continue; // the server says nothing of an archive without a byte
    ledger.equal(`${at} ${archive.name} uploadedBytes`, own.uploadedBytes, archive.uploadBytes);
    const clamped = Math.max(0, own.appendedCount - own.uploadedCount);
    ledger.equal(`${at} ${archive.name} appended - uploaded`, clamped, archive.clientDuplicateCount);
  }
  if (task.side === 'backup') {
    const names = session.archives.filter((one) => one.kind !== 'blob').map((one) => one.name);
    ledger.equal(
      `${at} indexes`,
      names.sort().join(),
      task.archives
        .map((one) => one.name)
        .sort()
        .join(),
    );
  }
  for (const blob of task.blobs) {
    const own = session.archives.find((one) => one.kind === 'blob' && one.name === blob.name);
    ledger.equal(`${at} ${blob.name} encodedBytes`, own?.encodedBytes, blob.byteCount);
  }
  ledger.equal(`${at} finished`, session.outcome === 'finished' && session.kind === 'backup', task.isFinished);
  checkFailures(ledger, task, session);
  if (session.outcome === 'finished') checkCallCounts(ledger, task, session, calls);
}

/** Every failure that the server sent is one of the report; what it could not send is `unanswered` there. */
function checkFailures(ledger: Ledger, task: TaskWitness, session: ReportSession): void {
  const answered = session.failedCalls.filter((call) => call.state === 'answered');
  const sent = task.failures.filter((failure) => !/^error reading a body from connection/.test(failure.text));
  ledger.equal(`session ${session.id} failed calls`, answered.length, sent.length);
  for (const failure of sent) {
    const own = answered.find((call) => `${call.method} ${pathOf(call.target)}` === failure.call);
    ledger.equal(`session ${session.id} ${failure.call}`, own?.status, failure.status);
    ledger.equal(
      `session ${session.id} ${failure.call}`,
      withoutFolders(own?.error ?? ''),
      withoutFolders(failure.text),
    );
  }
}

function checkCallCounts(ledger: Ledger, task: TaskWitness, session: ReportSession, calls: readonly CallRow[]): void {
  if (task.calls === null) return;
  const own = new Map<string, number>();
  const before = calls.filter((call) => call.session === session.id);
  ledger.equal(`session ${session.id} callCount`, session.callCount, before.length);
  for (const call of before) {
    const name = `${call.method} ${pathOf(call.target)}`;
    if (!name.includes('/api2/json/')) own.set(name, (own.get(name) ?? 0) + 1);
  }
  for (const name of new Set([...own.keys(), ...task.calls.keys()])) {
    ledger.equal(`session ${session.id} ${name} calls`, own.get(name) ?? 0, task.calls.get(name) ?? 0);
  }
  if (task.uploads === null) return;
  const sum = (of: (archive: ReportArchive) => number): number =>
    session.archives.reduce((total, archive) => total + (archive.kind === 'blob' ? 0 : of(archive)), 0);
  ledger.equal(
    `session ${session.id} uploadedCount`,
    sum((one) => one.uploadedCount),
    task.uploads.count,
  );
  ledger.equal(
    `session ${session.id} uploadedBytes`,
    sum((one) => one.uploadedBytes),
    task.uploads.byteCount,
  );
  ledger.equal(
    `session ${session.id} downloaded chunks`,
    sum((one) => one.downloadedCount),
    own.get('GET /chunk') ?? 0,
  );
}

const pathOf = (target: string): string => target.split('?')[0] ?? target;

export function checkClient(observed: Observed, client: ClientWitness): WitnessResult {
  const ledger = new Ledger();
  const { sessions } = observed.report;
  for (const archive of client.archives) {
    const own = sessions
      .filter((session) => session.kind === 'backup')
      .flatMap((session) => session.archives)
      .filter((one) => isNamed(one.name, archive.name));
    ledger.holds(`an archive ${archive.name}`, own.length > 0);
    for (const one of own) checkClientArchive(ledger, one, archive);
  }
  for (const disk of client.disks) checkDisk(ledger, sessions, disk);
  for (const snapshot of client.snapshots) {
    const isThere = sessions.some((session) => session.snapshot === snapshot);
    // No session where not even the login or the handshake succeeded: then the client says why.
    ledger.holds(`a session of ${snapshot}`, isThere || client.errors.length > 0);
  }
  for (const error of client.errors) ledger.holds(`the error "${error}"`, hasError(observed.report, error));
  if (client.goCounts !== null) {
    const totals = sessions[0]?.totals;
    ledger.equal('Go client new', totals?.uploadedCount, client.goCounts.newCount);
    ledger.equal('Go client reused', totals?.knownCount, client.goCounts.reusedCount);
  }
  if (client.restore !== null) {
    const own = sessions.flatMap((session) => session.archives).find((one) => one.name === client.restore?.name);
    ledger.equal(`${client.restore.name} downloaded`, own?.downloadedCount, client.restore.dataBlockCount);
  }
  return ledger;
}

/** The report keeps the first 200 characters of an error. */
const maxErrorLength = 200;

/** Paths in the texts were shortened when they were recorded; only the last part of a quoted one is compared. */
const withoutFolders = (text: string): string => text.slice(0, maxErrorLength).replace(/"[^"]*\//g, '"');

function isSameError(reported: string, printed: string): boolean {
  return withoutFolders(printed).startsWith(withoutFolders(reported).slice(0, maxErrorLength / 2));
}

/** The client leaves the server's extension out unless it prints for debugging. */
const isNamed = (name: string, printed: string): boolean =>
  name === printed || name.replace(/\.[fd]idx$/, '') === printed;

function checkClientArchive(ledger: Ledger, own: ReportArchive, archive: ClientArchive): void {
  const at = archive.name;
  if (archive.uploaded !== null) ledger.near(`${at} uploadedBytes`, own.uploadedBytes, archive.uploaded);
  if (archive.logical !== null) ledger.near(`${at} logicalBytes`, own.logicalBytes, archive.logical);
  if (archive.encoded !== null) ledger.near(`${at} encodedBytes`, own.encodedBytes, archive.encoded);
  if (archive.chunkCount !== null) ledger.equal(`${at} chunkCount`, own.chunkCount, archive.chunkCount);
  if (archive.knownCount !== null) {
    ledger.equal(`${at} knownCount`, own.knownCount, archive.knownCount + archive.injectedCount);
  }
}

function checkDisk(ledger: Ledger, sessions: readonly ReportSession[], disk: DiskCounts): void {
  const session = sessions.find((one) => one.snapshot === disk.snapshot);
  const own = session?.archives.find((one) => one.name === `${disk.disk}.img.fidx`);
  const at = `${disk.snapshot} ${disk.disk}`;
  ledger.holds(`${at} is there`, own !== undefined);
  if (session === undefined || own === undefined) return;
  ledger.equal(`${at} isIncremental`, own.isIncremental, disk.incremental === 1);
  if (session.outcome !== 'finished') return; // aborted: the library counts what it had queued
  ledger.equal(`${at} logicalBytes`, own.logicalBytes, disk.size);
  ledger.equal(`${at} chunkCount`, own.chunkCount, disk.blocks);
  ledger.equal(`${at} appendedCount`, own.appendedCount, disk.write_data_calls);
  // One zero chunk more at registration (protocol.md 4.8): uploaded, as the server counts it, for no block.
  ledger.equal(`${at} uploadedCount`, own.uploadedCount, disk.ret_uploaded + 1);
  const untouchedCount = disk.blocks - disk.write_data_calls;
  ledger.equal(`${at} knownCount`, own.knownCount, disk.ret_reused_incl_zero + untouchedCount);
  ledger.equal(`${at} reusedBytes`, own.reusedBytes, disk.size - disk.bytes_uploaded_plain);
}

/** Where the client's error shows in the report: a refusal, a failed call, a TLS failure, an end without a reply. */
function hasError({ sessions, connections }: Report, error: string): boolean {
  const failed = [...sessions.flatMap((one) => one.failedCalls), ...connections.flatMap((one) => one.failedCalls)];
  if (failed.some((call) => call.error !== null && isSameError(call.error, error))) return true;
  if (/SSL routines/.test(error)) return connections.some((one) => one.callCount === 0 && one.closedAtMs !== null);
  const isLost = /broken pipe|timed out|connection/.test(error);
  return isLost && sessions.some((one) => one.outcome.startsWith('aborted') || one.outcome === 'cut');
}
