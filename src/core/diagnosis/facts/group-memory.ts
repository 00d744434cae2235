// What earlier sessions of a run left behind: how the last ones of each group ended, and the digests that aborted ones had
// uploaded for nothing (protocol.md 5.9). In: backup sessions as they begin, their chunk uploads. Out: what a new one finds.
import { type Call, groupPath } from '../../pbs/index.js';
import { DigestTable, type Session } from '../../session/index.js';
import type { GroupBefore } from './session-facts.js';

/** Backup groups remembered; the ones that were quiet for longest leave. */
const maxGroups = 2000;
/** Aborted sessions whose digests are remembered. A client tries again within hours; each table has 30 bytes a chunk. */
const maxAborted = 4;
/** Sessions that run at a time, their digests kept until it is known how they end. */
const maxRunning = 64;

interface Running {
  readonly session: Session;
  readonly group: string;
  readonly digests: DigestTable;
}

interface Aborted {
  readonly sessionId: number;
  readonly store: string;
  readonly group: string;
  readonly digests: DigestTable;
}

interface GroupState {
  lastEnded: GroupBefore['lastEnded'];
  lastFinished: GroupBefore['lastFinished'];
}

export class GroupMemory {
  readonly #groups = new Map<string, GroupState>();
  #running: Running[] = [];
  #aborted: Aborted[] = [];

  /** A backup session begins: what is known of its group; null when its name is not known. */
  begin(session: Session): GroupBefore | null {
    this.#settle();
    const group = groupOf(session);
    if (group === null || session.side !== 'backup') return null;
    const running = this.#running.findLast((one) => one.group === group)?.session;
    if (this.#running.length < maxRunning) this.#running.push({ session, group, digests: new DigestTable() });
    const { lastEnded = null, lastFinished = null } = this.#groups.get(group) ?? {};
    return {
      running: running === undefined ? null : { session: running.id, startedAtMs: running.startedAtMs },
      lastEnded,
      lastFinished,
    };
  }

  /** A chunk POST begins. Out: the aborted session that had sent the same chunk. */
  noteUpload(session: Session, call: Call): number | null {
    const { digest } = call.parameters;
    if (digest === undefined) return null;
    // The session before may have ended only after this one began.
    if (this.#running.length > 1) this.#settle();
    this.#running.find((one) => one.session === session)?.digests.idOf(digest);
    const store = session.upgradeCall?.parameters.store;
    return this.#aborted.find((one) => one.store === store && one.digests.find(digest) >= 0)?.sessionId ?? null;
  }

  /** Sessions end without a word to us: looked at while others begin or go on. */
  #settle(): void {
    const isOver = ({ session }: Running): boolean => session.endedAtMs !== null || session.isFinished;
    for (const one of this.#running.filter(isOver)) this.#remember(one);
    this.#running = this.#running.filter((one) => !isOver(one));
  }

  #remember({ session, group, digests }: Running): void {
    const { outcome } = session.outcome('running');
    if (outcome === 'refused') return;
    const endedAtMs = session.endedAtMs ?? session.startedAtMs;
    const state = this.#groups.get(group) ?? { lastEnded: null, lastFinished: null };
    state.lastEnded = { session: session.id, endedAtMs, outcome };
    if (outcome === 'finished') {
      const { dedupShare, chunkCount } = session.totals(session.archives());
      state.lastFinished = { session: session.id, endedAtMs, dedupShare, chunkCount };
      this.#aborted = this.#aborted.filter((one) => one.group !== group);
    } else if (digests.size > 0) {
      const store = session.upgradeCall?.parameters.store ?? '';
      this.#aborted = [...this.#aborted, { sessionId: session.id, store, group, digests }].slice(-maxAborted);
    }
    this.#groups.delete(group);
    this.#groups.set(group, state);
    const oldest = this.#groups.keys().next().value;
    if (this.#groups.size > maxGroups && oldest !== undefined) this.#groups.delete(oldest);
  }
}

function groupOf(session: Session): string | null {
  const { store, namespace, backupType, backupId } = session.upgradeCall?.parameters ?? {};
  if (store === undefined || backupType === undefined || backupId === undefined) return null;
  return `${store} ${groupPath(backupType, backupId, namespace)}`;
}
