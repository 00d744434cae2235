// One backup or restore, from its upgrade attempt to its end (D7, D8). In: its calls and entries, told by the tracker.
// Out: identity, state, archives, failed calls. Written by this folder only; everyone else reads.
import { type Call, type CallStep, type Manifest, snapshotPath } from '../pbs/index.js';
import { type ArchiveGain, type ArchiveNumbers, type ArchiveTotals, sumArchives } from './archive.js';
import { BackupArchives } from './backup-archives.js';
import { type Connection, didClientLeave, endingSide, maxFailedCalls } from './connection.js';
import { type FailedCall, failedCallOf, isSuccess } from './failed-call.js';
import { type EndFacts, kindOf, type Outcome, outcomeOf, type SessionKind } from './outcome.js';
import { RestoreArchives } from './restore-archives.js';

export class Session {
  readonly id: number;
  readonly connection: Connection;
  readonly side: 'backup' | 'reader';
  readonly startedAtMs: number;
  /** Null: the upgrade was not seen. */
  readonly upgradeCall: Call | null;
  upgrade: 'pending' | 'accepted' | 'refused';
  endedAtMs: number | null = null;
  isFinished = false;
  callCount = 0;
  openCount = 0;
  readonly failedCalls: FailedCall[] = [];
  failedCount = 0;
  previousUploadStats: Manifest['chunkUploadStats'] = null;
  previousBackupTime: number | null | undefined = undefined;
  twinOf: number | null = null;
  sameAs: number | null = null;
  /** The outer one of two that are the same: sums leave it out (D6). */
  isRepeated = false;

  readonly #backup = new BackupArchives();
  readonly #restore = new RestoreArchives();
  #answeredCount = 0;
  #owedCount = 0;
  #isBenchmark: boolean;

  constructor(identity: Pick<Session, 'id' | 'connection' | 'side' | 'startedAtMs' | 'upgradeCall'>) {
    this.id = identity.id;
    this.connection = identity.connection;
    this.side = identity.side;
    this.startedAtMs = identity.startedAtMs;
    this.upgradeCall = identity.upgradeCall;
    this.upgrade = identity.upgradeCall === null ? 'accepted' : 'pending';
    this.#isBenchmark = identity.upgradeCall?.parameters.isBenchmark === true;
  }

  get snapshot(): string | null {
    const { backupType, backupId, backupTime } = this.upgradeCall?.parameters ?? {};
    if (backupType === undefined || backupId === undefined || backupTime === undefined) return null;
    return snapshotPath(backupType, backupId, backupTime);
  }

  noteStarted(call: Call): void {
    this.callCount += 1;
    this.openCount += 1;
    if (call.operation === 'speedtest' && this.side === 'backup') this.#isBenchmark = true;
    this.#backup.noteStarted(call);
  }

  noteEntries(step: CallStep): void {
    if (step.kind === 'indexEntries') {
      if (this.side === 'reader') this.#restore.noteEntries(step.call, step.archiveName, step.entries);
      else this.#backup.notePrevious(step.archiveName, step.entries);
    } else if (step.kind === 'appendEntries') {
      this.#backup.noteAppendEntries(step.call, step.entries);
    } else if (step.kind === 'manifest' && step.call.operation === 'downloadPrevious') {
      this.previousUploadStats = step.manifest.chunkUploadStats;
    }
  }

  /** A call that began before the upgrade and belongs to the session all the same (D7). */
  noteEarlier(call: Call): void {
    this.callCount += 1;
    this.#noteFailure(call);
  }

  noteEnded(call: Call): ArchiveGain | null {
    this.openCount -= 1;
    if (call.state === 'unanswered') this.#owedCount += 1;
    let gain: ArchiveGain | null = null;
    if (call === this.upgradeCall) {
      if (this.upgrade === 'pending' && call.status !== 101) this.upgrade = 'refused';
    } else {
      if (call.state === 'answered') this.#answeredCount += 1;
      gain = this.side === 'reader' ? this.#endOfReader(call) : this.#endOfBackup(call);
    }
    this.#noteFailure(call);
    return gain;
  }

  /** The connection is gone, or another session follows on it. */
  noteOver(atMs: number): void {
    if (this.endedAtMs !== null) return;
    this.endedAtMs = atMs;
    this.#backup.freeze();
    this.#restore.freeze();
  }

  archiveNameOf(call: Call): string | null {
    return this.side === 'reader' ? this.#restore.nameOf(call) : this.#backup.nameOf(call);
  }

  archives(): ArchiveNumbers[] {
    return this.side === 'reader' ? this.#restore.numbers() : this.#backup.numbers();
  }

  totals(archives: readonly ArchiveNumbers[]): ArchiveTotals {
    return sumArchives(archives, this.side === 'reader' ? 'download' : 'upload');
  }

  outcome(source: 'running' | 'source-ended'): { readonly outcome: Outcome; readonly kind: SessionKind } {
    const facts = this.#endFacts(source === 'source-ended');
    return { outcome: outcomeOf(facts), kind: kindOf(facts) };
  }

  #endOfReader(call: Call): null {
    this.#restore.noteEnded(call);
    return null;
  }

  #endOfBackup(call: Call): ArchiveGain | null {
    if (call.operation === 'finish' && isSuccess(call)) this.isFinished = true;
    if (call.operation === 'previousBackupTime') this.previousBackupTime = call.result.previousBackupTime;
    const before = this.#backup.archiveOf(call)?.sizes();
    this.#backup.noteEnded(call);
    const after = this.#backup.archiveOf(call)?.sizes();
    if (after === undefined) return null;
    return {
      logicalBytes: after.logicalBytes - (before?.logicalBytes ?? 0),
      uploadedBytes: after.uploadedBytes - (before?.uploadedBytes ?? 0),
      reusedBytes: after.reusedBytes - (before?.reusedBytes ?? 0),
    };
  }

  #endFacts(isSourceEnded: boolean): EndFacts {
    const { connection } = this;
    const closed =
      connection.closedAtMs === null || connection.how === null
        ? null
        : { by: endingSide(connection), how: connection.how };
    return {
      side: this.side,
      isBenchmark: this.#isBenchmark,
      upgrade: this.upgrade,
      isFinished: this.isFinished,
      isEmpty: this.#backup.isEmpty,
      answeredCount: this.#answeredCount,
      failedCount: this.failedCount,
      owedCount: this.#owedCount + (closed === null ? 0 : this.openCount),
      didClientLeave: didClientLeave(connection),
      closed,
      isSourceEnded,
    };
  }

  #noteFailure(call: Call): void {
    const failure = failedCallOf(call, this.archiveNameOf(call));
    if (failure === null) return;
    this.failedCount += 1;
    if (this.failedCalls.length < maxFailedCalls) this.failedCalls.push(failure);
  }

  /** What a late join or a lost capture could not tell, in words. */
  unknowns(): string[] {
    const lines: string[] = [];
    if (this.upgradeCall === null) {
      lines.push('The upgrade was not seen: store, snapshot, user and what came before are unknown.');
    }
    const unread = this.#backup.unreadAppendCount();
    if (unread > 0) {
      lines.push(`${unread} chunk lists were not readable: which chunks were known is computed from counts alone.`);
    }
    if (this.connection.hasGaps) lines.push('Bytes are missing in the recording of this connection.');
    for (const reason of this.connection.darkReasons) lines.push(`Not decoded to the end: ${reason}`);
    return lines;
  }
}
