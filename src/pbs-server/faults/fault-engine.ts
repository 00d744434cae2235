// Which faults apply to which call. In: a plan, then calls in the order of their arrival. Out: for each call its faults, with
// their numbers drawn. Remembers counts and, per session, which archive a writer belongs to. Does nothing to any socket.
import type { Operation } from '../../core/pbs/index.js';
import { chanceOf } from './chance.js';
import type { FaultAction } from './fault-kind.js';
import { type Fault, type FaultPlan, placeOf } from './fault-plan.js';
import { type CallFacts, isCounted, isFor, operationsOf, type SessionKind } from './match.js';

/** An action that is due on a call, and the chance it draws from. */
export interface DueAction {
  readonly action: FaultAction;
  readonly random: () => number;
  /** For the log: which fault, on what. */
  readonly cause: string;
}

/** What is known of a call beside the session it is in. */
export type CallOfSession = Omit<CallFacts, 'session' | 'archive'> & {
  readonly values: ReadonlyMap<string, unknown>;
};

export class FaultEngine {
  readonly #plan: FaultPlan;
  /** Calls outside sessions, upgrades among them, are counted over the server's life. */
  readonly #outside: number[] = [];
  #sessionCount = 0;

  constructor(plan: FaultPlan) {
    this.#plan = plan;
  }

  /** A call outside any session. */
  onRest(operation: Operation, path: string): readonly DueAction[] {
    return this.#due({ operation, path, archive: null, session: null }, this.#outside);
  }

  /** An upgrade, refused or not, begins a session. */
  onUpgrade(
    operation: 'openBackup' | 'openReader',
    path: string,
    kind: SessionKind,
  ): { readonly due: readonly DueAction[]; readonly session: SessionFaults } {
    this.#sessionCount += 1;
    const session = { number: this.#sessionCount, kind };
    const counts: number[] = [];
    return {
      due: this.#due({ operation, path, archive: null, session }, this.#outside),
      session: new SessionFaults((facts) => this.#due({ ...facts, session }, counts), this.#plan),
    };
  }

  #due(facts: CallFacts, counts: number[]): readonly DueAction[] {
    return this.#plan.faults.flatMap((fault, index) => {
      if (!isFor(fault.match, facts)) return [];
      const number = (counts[index] ?? 0) + 1;
      counts[index] = number;
      if (!isCounted(fault.match, number)) return [];
      const chance = (purpose: string | number): (() => number) =>
        chanceOf(this.#plan.seed, index, facts.session?.number ?? 0, number, purpose);
      const { probability } = fault.match;
      if (probability !== undefined && chance('whether')() >= probability) return [];
      const cause = `fault ${describeFault(fault, index)} on ${facts.operation} ${number}`;
      return fault.do
        .map((action, place) => ({ action, random: chance(place), cause }))
        .filter(({ action }) => action.places.includes(placeOf(facts.operation)));
    });
  }
}

const creations: ReadonlySet<Operation> = new Set(['createDynamicIndex', 'createFixedIndex']);

export class SessionFaults {
  readonly #decide: (facts: Omit<CallFacts, 'session'>) => readonly DueAction[];
  readonly #plan: FaultPlan;
  readonly #archives = new Map<number, string>();

  constructor(decide: (facts: Omit<CallFacts, 'session'>) => readonly DueAction[], plan: FaultPlan) {
    this.#decide = decide;
    this.#plan = plan;
  }

  /** Whether a fault asks for the archive of such a call: then its parameters must be read first. */
  asksArchive(operation: Operation): boolean {
    return this.#plan.faults.some(
      ({ match }) => match.archive !== undefined && operationsOf(match)?.includes(operation) !== false,
    );
  }

  onCall({ operation, path, values }: CallOfSession): readonly DueAction[] {
    return this.#decide({ operation, path, archive: this.#archiveOf(values) });
  }

  /** The answer to the creation of an index says which number its writer has: `{"data":1}`. */
  learnWriter(operation: Operation, values: ReadonlyMap<string, unknown>, answer: unknown): void {
    const archive = values.get('archive-name');
    if (!creations.has(operation) || typeof archive !== 'string' || !(answer instanceof Uint8Array)) return;
    const digits = /\d+/.exec(new TextDecoder().decode(answer));
    if (digits !== null) this.#archives.set(Number(digits[0]), archive);
  }

  #archiveOf(values: ReadonlyMap<string, unknown>): string | null {
    const name = values.get('archive-name') ?? values.get('file-name');
    if (typeof name === 'string') return name;
    return this.#archives.get(Number(values.get('wid'))) ?? null;
  }
}

function describeFault({ name }: Fault, index: number): string {
  return name === undefined ? `${index + 1}` : `${index + 1} (${name})`;
}
