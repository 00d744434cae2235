// The purse of one session: milliseconds by cause. In: situations as they change, with the time. Out: how much each cause took,
// at any moment, in sum exactly the time from `startedAtMs` to then (Law 5). Constant work for each change; knows no Events.
//
// How it works: time is charged when a situation ends, so what is learnt meanwhile (a shorter round trip) still counts. Waiting
// of which only the client's next step tells whether it waited at all lies aside until that step (`settle`).
import type { Operation } from '../../pbs/index.js';
import { type Cause, noTimes, type TimeBudget } from './cause.js';
import { isSameSituation, type Situation } from './situation.js';

/** To both ends, in ms; null where not known. */
export interface RoundTrips {
  readonly client: number | null;
  readonly server: number | null;
}

interface Waiting {
  roundTripMs: number;
  readonly serverMs: Map<Operation, number>;
}

export class TimeAccount {
  readonly startedAtMs: number;
  #chargedToMs: number;
  #situation: Situation;
  readonly #times = noTimes();
  readonly #serverMs = new Map<Operation, number>();
  #aside: Waiting = { roundTripMs: 0, serverMs: new Map() };
  readonly #marks: { readonly atMs: number; readonly budget: TimeBudget }[] = [];

  constructor(startedAtMs: number, situation: Situation) {
    this.startedAtMs = startedAtMs;
    this.#chargedToMs = startedAtMs;
    this.#situation = situation;
  }

  /** From `atMs` on another situation holds. `rtt`: as known by now. */
  enter(situation: Situation, atMs: number, rtt: RoundTrips): void {
    if (isSameSituation(situation, this.#situation)) return;
    this.#chargeTo(atMs, rtt);
    this.#situation = situation;
  }

  /** The client's next step told what it did while replies were owed: wait for them, or produce. */
  settle(as: 'waited' | 'produced', atMs: number, rtt: RoundTrips): void {
    this.#chargeTo(atMs, rtt);
    const { roundTripMs, serverMs } = this.#aside;
    if (as === 'waited') this.#times.roundTrip += roundTripMs;
    else this.#times.clientProduce += roundTripMs;
    for (const [operation, ms] of serverMs) {
      if (as === 'waited') this.#chargeServer(operation, ms);
      else this.#times.clientProduce += ms;
    }
    this.#aside = { roundTripMs: 0, serverMs: new Map() };
  }

  /** How much lies aside. */
  get asideMs(): number {
    let sumMs = this.#aside.roundTripMs;
    for (const ms of this.#aside.serverMs.values()) sumMs += ms;
    return sumMs;
  }

  /** The upgrade was refused for its credentials: that was no opening (diagnosis.md 1, `login`). */
  refuseCredentials(atMs: number, rtt: RoundTrips): void {
    this.#chargeTo(atMs, rtt);
    this.#times.login += this.#times.open;
    this.#times.open = 0;
  }

  /** A side ended, or the connection: that the session was over here may be said later. A few times at most. */
  mark(atMs: number, rtt: RoundTrips): void {
    this.#marks.push({ atMs, budget: this.budgetAt(atMs, rtt) });
  }

  /** Everything up to `atMs`. Changes nothing. What lies aside counts as waiting: a reply is owed, and nothing else is known. */
  budgetAt(atMs: number, rtt: RoundTrips): TimeBudget {
    if (atMs <= this.startedAtMs) return { causesMs: noTimes(), serverMsByOperation: {} };
    const mark = atMs < this.#chargedToMs ? this.#marks.find((one) => one.atMs === atMs) : undefined;
    if (mark !== undefined) return mark.budget;
    const sum = new TimeAccount(this.startedAtMs, this.#situation);
    for (const cause of Object.keys(this.#times) as Cause[]) sum.#times[cause] = this.#times[cause];
    for (const [operation, ms] of this.#serverMs) sum.#serverMs.set(operation, ms);
    sum.#aside = { roundTripMs: this.#aside.roundTripMs, serverMs: new Map(this.#aside.serverMs) };
    sum.#chargedToMs = this.#chargedToMs;
    sum.settle('waited', atMs, rtt);
    return { causesMs: sum.#times, serverMsByOperation: Object.fromEntries(sum.#serverMs) };
  }

  /** Which cause is charged at `atMs`. */
  causeAt(atMs: number, rtt: RoundTrips): Cause {
    const { cause, awaitedSinceMs, repliedAtMs } = this.#situation;
    const isOnTheLine = atMs < repliedAtMs + (rtt.client ?? 0);
    const isDue = cause === 'server' && atMs < awaitedSinceMs + (rtt.server ?? 0);
    return isOnTheLine || isDue ? 'roundTrip' : cause;
  }

  #chargeTo(atMs: number, rtt: RoundTrips): void {
    let fromMs = this.#chargedToMs;
    if (!(atMs > fromMs)) return;
    this.#chargedToMs = atMs;
    const { cause, operation, awaitedSinceMs, repliedAtMs, isOpenQuestion } = this.#situation;
    // What was sent to the client has not reached it yet.
    const arrivedMs = Math.min(atMs, Math.max(fromMs, repliedAtMs + (rtt.client ?? 0)));
    this.#times.roundTrip += arrivedMs - fromMs;
    fromMs = arrivedMs;
    if (cause !== 'server' || operation === null) {
      this.#times[cause] += atMs - fromMs;
      return;
    }
    const overdueMs = Math.min(atMs, Math.max(fromMs, awaitedSinceMs + (rtt.server ?? 0)));
    if (isOpenQuestion) {
      this.#aside.roundTripMs += overdueMs - fromMs;
      add(this.#aside.serverMs, operation, atMs - overdueMs);
    } else {
      this.#times.roundTrip += overdueMs - fromMs;
      this.#chargeServer(operation, atMs - overdueMs);
    }
  }

  #chargeServer(operation: Operation, ms: number): void {
    this.#times.server += ms;
    add(this.#serverMs, operation, ms);
  }
}

function add(sums: Map<Operation, number>, operation: Operation, ms: number): void {
  if (ms > 0) sums.set(operation, (sums.get(operation) ?? 0) + ms);
}
