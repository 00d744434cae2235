// What is said on the socket of a running proxy: a line of JSON asks, a line of JSON answers. The first line is the proxy's greeting.
import { z } from 'zod';

export const greeting = z.object({ pbscope: z.literal('feed'), title: z.string(), pid: z.number() });
export type Greeting = z.infer<typeof greeting>;

/** The questions are those of the dashboard's feed; a query is passed on as it is, the analyzer ignores what it does not know. */
export const question = z.object({
  id: z.number(),
  get: z.enum(['report', 'calls', 'series', 'stalls', 'events']),
  query: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type Question = z.infer<typeof question>;

export const answer = z.object({ id: z.number(), value: z.unknown() });
