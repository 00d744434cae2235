// The dependency graph of a session: which call waits for what. In: nothing. Out: types only. A plan has no times.
import type { RecordedCall } from './recording.js';

/** From which moment of another step on. */
export interface After {
  readonly step: number;
  readonly edge: 'started' | 'sent' | 'replied';
}

export interface Step {
  /** Null: no call, but the moment at which several replies are there. */
  readonly call: RecordedCall | null;
  readonly after: After[];
  /** Of an append: the sending half's last output before it. Lists are filled while replies are awaited. */
  producedAfter: number | null;
  /** Set of calls of which only some may be open at a time. */
  pool: number | null;
  readonly connection: 'own' | 'twin';
}

export interface Pool {
  readonly depth: number;
  /** Steps in order; the first `depth` may start at once. */
  readonly members: number[];
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly pools: readonly Pool[];
}
