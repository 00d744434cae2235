// The numbers of one session that are about time. In: its calls as they begin, move and end. Out: latency per operation,
// calls in flight, stuck calls. Frozen when the session is over, so that ended sessions cost little (D11).
import type { Call } from '../pbs/index.js';
import type { Session } from '../session/index.js';
import { ClientWatch } from './client-watch.js';
import type { ConnectionWatch } from './connection-watch.js';
import { InFlight } from './in-flight.js';
import { LatencyTable } from './latency.js';
import { StuckWatch } from './stuck.js';
import { type StuckRecord, stuckRecordOf } from './stuck-record.js';

/** Calls that were stuck when they ended, kept per session. */
const maxStuckRecords = 100;

export class SessionMetrics {
  readonly latency = new LatencyTable();
  readonly inFlight = new InFlight();
  readonly stuck: StuckWatch;
  readonly programs: ClientWatch;
  /** Of requests, sent and not answered yet. */
  unansweredBytes = 0;
  readonly #stuckAtEnd: StuckRecord[] = [];

  constructor(session: Session, stuckAfterMs: number | null) {
    this.programs = new ClientWatch(session);
    this.stuck = new StuckWatch(stuckAfterMs);
  }

  begin(call: Call, atMs: number): void {
    this.inFlight.begin(atMs);
    this.stuck.begin(call);
    this.programs.begin(call);
  }

  end(call: Call, atMs: number, archive: string | null, watch: ConnectionWatch): void {
    if (this.stuck.end(call, atMs) === 'stuck' && this.#stuckAtEnd.length < maxStuckRecords) {
      this.#stuckAtEnd.push(stuckRecordOf(call, atMs, archive, watch));
    }
    this.inFlight.end(atMs);
    this.programs.end(call);
    this.latency.note(call);
  }

  freeze(): void {
    this.latency.freeze();
    this.stuck.freeze();
  }

  /** Those that are stuck now, and those that were when their connection or stream ended. */
  stuckCalls(atMs: number, archiveOf: (call: Call) => string | null, watch: ConnectionWatch): StuckRecord[] {
    const open = this.stuck.stuckCalls(atMs).map((call) => stuckRecordOf(call, atMs, archiveOf(call), watch));
    return [...this.#stuckAtEnd, ...open];
  }
}
