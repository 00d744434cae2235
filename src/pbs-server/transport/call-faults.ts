// The faults of one call, carried out when their moment comes. In: what is due, and hands on the wire. Out: the reply's plan, and
// `at(moment)`, to be awaited there. Every action is logged when it happens.
import type { Answer } from '../api/index.js';
import {
  type CallHands,
  type DueAction,
  type Moment,
  plainReply,
  type ReplyPlan,
  type Substitute,
} from '../faults/index.js';

export interface CallFaults {
  readonly plan: ReplyPlan;
  readonly at: (moment: Moment) => Promise<void>;
  /** Nobody waits for an answer any more; after the reply only the connection's end means that. */
  readonly isOver: (moment: Moment) => boolean;
}

export const noFaults: CallFaults = { plan: plainReply, at: () => Promise.resolve(), isOver: () => false };

export function prepareFaults(
  due: readonly DueAction[],
  {
    hands,
    isOver,
    log,
  }: { readonly hands: Omit<CallHands, 'random'> } & Pick<CallFaults, 'isOver'> & {
      readonly log: (line: string) => void;
    },
): CallFaults {
  if (due.length === 0) return noFaults;
  let plan = plainReply;
  for (const { action, random } of due) {
    if (action.effect.kind === 'shape') plan = action.effect.shape(plan, random);
  }
  const at = async (moment: Moment): Promise<void> => {
    for (const { action, random, cause } of due) {
      if (action.moment !== moment || isOver(moment)) continue;
      log(`${cause}: ${action.text}`);
      if (action.effect.kind === 'deed') await action.effect.run({ ...hands, random });
    }
  };
  return { plan, at, isOver };
}

export function substituteAnswer({ status, text, contentType }: Substitute): Answer {
  return { kind: 'answer', status, contentType, body: Buffer.from(text) };
}

/** A call outside a session: the same moments around work that is done elsewhere. Null: the connection ended meanwhile. */
export async function answerWithFaults<T>(
  faults: CallFaults,
  carryOut: () => Promise<T>,
  wrap: (answer: Answer) => T,
): Promise<T | null> {
  await faults.at('request');
  if (faults.isOver('request')) return null;
  const { substitute } = faults.plan;
  const own = substitute === null || substitute.instead === 'result' ? await carryOut() : null;
  await faults.at('reply');
  if (faults.isOver('reply')) return null;
  return substitute === null ? own : wrap(substituteAnswer(substitute));
}
