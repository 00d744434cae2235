// How a session stands or ended (D8), and what kind it was. In: plain facts of it. Out: one word. Pure tables and rules; who
// ended the connection first is the source's verdict.
import type { CloseHow, Party } from '../wire/index.js';

export type SessionKind = 'backup' | 'restore' | 'benchmark' | 'dry-run';
export type Outcome = 'finished' | 'aborted-by-client' | 'aborted-by-server' | 'refused' | 'open' | 'cut';

export interface EndFacts {
  readonly side: 'backup' | 'reader';
  readonly isBenchmark: boolean;
  readonly upgrade: 'pending' | 'accepted' | 'refused';
  readonly isFinished: boolean;
  /** Nothing was written and nothing begun. */
  readonly isEmpty: boolean;
  readonly answeredCount: number;
  readonly failedCount: number;
  /** Calls without a whole reply when the connection ended. */
  readonly owedCount: number;
  readonly closed: { readonly by: Party; readonly how: CloseHow } | null;
  /** The client itself ended, and not a box between that cut both its sides. */
  readonly didClientLeave: boolean;
  readonly isSourceEnded: boolean;
}

export function outcomeOf(facts: EndFacts): Outcome {
  if (facts.upgrade === 'refused') return 'refused';
  if (facts.isFinished) return 'finished';
  if (facts.closed === null) return facts.isSourceEnded ? 'cut' : 'open';
  if (facts.closed.how === 'capture-end') return 'cut';
  if (facts.upgrade === 'pending') return 'refused'; // the connection ended without a 101
  if (facts.closed.by === 'server') return 'aborted-by-server';
  const mayEndBare = facts.side === 'reader' || facts.isBenchmark || isDryRun(facts);
  return mayEndBare && facts.owedCount === 0 && facts.didClientLeave ? 'finished' : 'aborted-by-client';
}

export function kindOf(facts: EndFacts): SessionKind {
  if (facts.side === 'reader') return 'restore';
  if (facts.isBenchmark) return 'benchmark';
  return facts.closed !== null && isDryRun(facts) ? 'dry-run' : 'backup';
}

/** The file client's dry run asks what is there, and goes: no index, no blob, no failure, the client ends (protocol.md 4.4). */
function isDryRun(facts: EndFacts): boolean {
  return (
    facts.side === 'backup' &&
    facts.upgrade === 'accepted' &&
    facts.didClientLeave &&
    facts.isEmpty &&
    facts.answeredCount > 0 &&
    facts.failedCount === 0 &&
    facts.owedCount === 0
  );
}
