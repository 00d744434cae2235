// Which session each line of a log is of. In: the sessions of a report; `subject` facts in the order of the file. Out: a session or null.
// The nth time that a file begins the same snapshot is its nth session on the wire.
import type { Report, ReportSession } from '../report/index.js';
import type { EvidenceFact } from './line.js';

type Subject = Extract<EvidenceFact, { kind: 'subject' }>;
type Carried = Extract<EvidenceFact, { kind: 'carried' }>;

export class SessionsOfLog {
  readonly #report: Report;
  readonly #begunCounts = new Map<string, number>();
  current: ReportSession | null = null;
  #previous: ReportSession | null = null;
  /** Snapshots that the recording does not have. */
  readonly strangers = new Set<string>();

  constructor(report: Report) {
    this.#report = report;
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
    const connection = client === null ? null : this.#report.connections.find((one) => one.client === client);
    const byAddress = this.#report.sessions.find((one) => one.connection === connection?.id);
    if (byAddress !== undefined) return byAddress;
    return side === null || snapshot === null ? null : (this.#candidates(side, snapshot)[0] ?? null);
  }

  #candidates(side: Subject['side'], snapshot: string | null): readonly ReportSession[] {
    const sessions = this.#report.sessions.filter(
      (one) => (one.kind === 'restore') === (side === 'reader') && (snapshot === null || one.snapshot === snapshot),
    );
    // What was refused began no task; it counts only where nothing else is there.
    const accepted = sessions.filter((one) => one.outcome !== 'refused');
    return accepted.length > 0 ? accepted : sessions;
  }
}

/** Named in notes; a log of a whole server has thousands. */
const maxStrangers = 20;
