// The schema of a fault file, whole. In: the list of actions. Out: zod's schema, the plan it gives, and its published form.
import { z } from 'zod';
import type { Operation } from '../../core/pbs/index.js';
import { faultKinds } from './actions/index.js';
import type { FaultAction } from './fault-kind.js';
import type { Place } from './hands.js';
import { matchSchema, operationsOf } from './match.js';

const [firstKind, ...otherKinds] = faultKinds.map(({ schema }) => schema as ActionSchema);
type ActionSchema = z.ZodType<FaultAction> & z.core.$ZodTypeDiscriminable;

const action = z.discriminatedUnion('kind', [firstKind as ActionSchema, ...otherKinds]);

export const faultSchema = z.strictObject({
  name: z.string().min(1).optional().describe('how the log calls it'),
  match: matchSchema.prefault({}),
  do: z.array(action).min(1).describe('what happens to such a call, in this order'),
});

const firstSeed = 1;

export const faultPlanSchema = z
  .strictObject({
    $schema: z.string().optional(),
    seed: z
      .number()
      .int()
      .default(firstSeed)
      .describe('decides probabilities, jitter and damage: same seed, same faults'),
    why: z.string().optional().describe('for the reader; means nothing'),
    faults: z.array(faultSchema).min(1).describe('every fault whose conditions hold applies'),
  })
  .superRefine((plan, context) => {
    for (const [index, fault] of plan.faults.entries()) {
      const places = placesOf(operationsOf(fault.match));
      for (const [number, { kind, places: possible }] of fault.do.entries()) {
        if (places === null || places.some((place) => possible.includes(place))) continue;
        context.addIssue({
          code: 'custom',
          path: ['faults', index, 'do', number, 'kind'],
          message: `"${kind}" cannot be done to ${operationsOf(fault.match)?.join(', ')}`,
        });
      }
    }
  });

export type FaultPlan = z.output<typeof faultPlanSchema>;
export type Fault = FaultPlan['faults'][number];

export function placeOf(operation: Operation): Place {
  if (operation === 'openBackup' || operation === 'openReader') return 'upgrade';
  return operation === 'login' || operation === 'rest' ? 'rest' : 'session';
}

const placesOf = (operations: readonly Operation[] | null): readonly Place[] | null =>
  operations === null ? null : operations.map(placeOf);

/** JSON Schema of what a person may write, as docs/faults.schema.json publishes it. */
export function formatFaultSchema(): string {
  const schema = z.toJSONSchema(faultPlanSchema, { io: 'input' });
  return `${JSON.stringify({ title: 'pbscope fault file', ...schema }, null, 2)}\n`;
}
