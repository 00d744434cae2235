// What a kind of action is: a row of actions/index.ts. In: its fields as a schema. Out: a schema whose value can be carried out.
import { z } from 'zod';
import type { CallHands, Moment, Place, ReplyPlan } from './hands.js';

/** One action of a fault, checked and ready. */
export interface FaultAction {
  readonly kind: string;
  readonly places: readonly Place[];
  readonly moment: Moment;
  /** For the log: what it does, in a few words. */
  readonly text: string;
  readonly effect:
    | { readonly kind: 'deed'; readonly run: (hands: CallHands) => void | Promise<void> }
    | { readonly kind: 'shape'; readonly shape: (plan: ReplyPlan, random: () => number) => ReplyPlan };
}

export interface FaultKind {
  readonly kind: string;
  /** One sentence for the table of docs/faults.md. */
  readonly says: string;
  /** Names of its fields. */
  readonly keys: readonly string[];
  readonly schema: z.ZodType<FaultAction>;
}

export type Prepared = Omit<FaultAction, 'kind'>;

/** The default is the moment that is meant most often. */
export const atMoment = <const M extends readonly [Moment, ...Moment[]]>(moments: M) =>
  z
    .enum(moments)
    .default(moments[0] as z.util.NoUndefined<M[number]>)
    .describe('when it happens');

export function defineKind<Shape extends z.ZodRawShape>(definition: {
  readonly kind: string;
  readonly says: string;
  readonly fields: Shape;
  /** What no single field can say; null = right. */
  readonly check?: (fields: z.output<z.ZodObject<Shape>>) => string | null;
  readonly prepare: (fields: z.output<z.ZodObject<Shape>>) => Prepared;
}): FaultKind {
  const { kind, says, fields, check, prepare } = definition;
  const schema = z
    .strictObject({ kind: z.literal(kind), ...fields })
    .describe(says)
    .superRefine((value, context) => {
      const message = check?.(value as z.output<z.ZodObject<Shape>>) ?? null;
      if (message !== null) context.addIssue({ code: 'custom', message: `"${kind}" ${message}` });
    })
    .transform((value): FaultAction => ({ kind, ...prepare(value as z.output<z.ZodObject<Shape>>) }));
  return { kind, says, keys: ['kind', ...Object.keys(fields)], schema };
}

export const deed = (run: (hands: CallHands) => void | Promise<void>): FaultAction['effect'] => ({ kind: 'deed', run });

export const shape = (change: (random: () => number) => Partial<ReplyPlan>): FaultAction['effect'] => ({
  kind: 'shape',
  shape: (plan, random) => ({ ...plan, ...change(random) }),
});
