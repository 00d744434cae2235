// Which session each line of a log is of. In: the sessions of a report; `subject` facts in the order of the file. Out: a session or null.
// The nth time that a file begins the same snapshot is its nth session on the wire.
import type { Report, ReportConnection, ReportSession } from '../report/index.js';
import type { EvidenceFact } from './line.js';

type Subject = Extract<EvidenceFact, { kind: 'subject' }>;
type Carried = Extract<EvidenceFact, { kind: 'carried' }>;

export class SessionsOfLog {
  readonly #connections: ReadonlyMap<number, ReportConnection>;
  readonly #byClient: ReadonlyMap<string, ReportConnection>;
  readonly #onConnection: ReadonlyMap<number, ReportSession>;
  readonly #bySubject = new Map<string, ReportSession[]>();
  readonly #begunCounts = new Map<string, number>();
  current: ReportSession | null = null;
  #previous: ReportSession | null = null;
  /** Snapshots that the recording does not have. */
  readonly strangers = new Set<string>();

  constructor({ connections, sessions }: Report) {
    // Of several with one key the first one stays: a log begins with it as well.
    const firstBy = <K, V>(values: readonly V[], keyOf: (value: V) => K): Map<K, V> =>
      new Map(values.toReversed().map((value) => [keyOf(value), value]));
    this.#connections = firstBy(connections, ({ id }) => id);
    this.#byClient = firstBy(connections, ({ client }) => client);
    this.#onConnection = firstBy(sessions, ({ connection }) => connection);
    for (const session of sessions) {
      const side = session.kind === 'restore' ? 'reader' : 'backup';
      for (const key of new Set([`${side} ${session.snapshot ?? ''}`, `${side} `]))
        if (this.#bySubject.get(key)?.push(session) === undefined) this.#bySubject.set(key, [session]);
    }
  }

  begin({ side, snapshot, isNew }: Subject): void {
    // A later line of the same task that does not name it again.
    if (!isNew && snapshot === null && this.current !== null) return;
    if (!isNew && snapshot !== null && this.current?.snapshot === snapshot) return;
    const key = `${side} ${snapshot ?? ''}`;
    const count = this.#begunCounts.get(key) ?? 0;
    this.#begunCounts.set(key, count + 1);
    const candidates = this.#candidates(side, snapshot);
    this.#previous = this.current;
    this.current = candidates[Math.min(count, candidates.length - 1)] ?? null;
    if (this.current === null && snapshot !== null && this.strangers.size < maxStrangers) this.strangers.add(snapshot);
  }

  /** Two clients that print into one file: when one fails, the other one goes on. */
  endFailed(): void {
    this.current = this.#previous ?? this.current;
  }

  /** By the client's address where the recording has it, else by the upgrade. */
  carriedBy({ client, side, snapshot }: Carried): ReportSession | null {
    const connection = client === null ? undefined : this.#byClient.get(client);
    const byAddress = connection === undefined ? undefined : this.#onConnection.get(connection.id);
    if (byAddress !== undefined) return byAddress;
    return side === null || snapshot === null ? null : (this.#candidates(side, snapshot)[0] ?? null);
  }

  /** What a proxy carried: the connection, of which the session is a part. */
  connectionOf({ client }: Carried, session: ReportSession | null): ReportConnection | null {
    const byAddress = client === null ? undefined : this.#byClient.get(client);
    return byAddress ?? (session === null ? null : (this.#connections.get(session.connection) ?? null));
  }

  #candidates(side: Subject['side'], snapshot: string | null): readonly ReportSession[] {
    const sessions = this.#bySubject.get(`${side} ${snapshot ?? ''}`) ?? [];
    // What was refused began no task; it counts only where nothing else is there.
    const accepted = sessions.filter((one) => one.outcome !== 'refused');
    return accepted.length > 0 ? accepted : sessions;
  }
}

/** Named in notes; a log of a whole server has thousands. */
const maxStrangers = 20;
