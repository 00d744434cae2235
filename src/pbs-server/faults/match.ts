// Which calls a fault is for. In: the conditions of a fault file and what is known of a call. Out: whether they meet.
// All conditions must hold. Counting (nth, every, from, until) is over the calls for which the others hold.
import { z } from 'zod';
import { endpoints, type Operation } from '../../core/pbs/index.js';

const operationNames = [...new Set(endpoints.map((endpoint) => endpoint.operation))] as [Operation, ...Operation[]];
const sessionKinds = ['backup', 'restore', 'benchmark'] as const;
export type SessionKind = (typeof sessionKinds)[number];

const count = z.number().int().min(1);
const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1)]);

export const matchSchema = z
  .strictObject({
    operation: oneOrMore(z.enum(operationNames)).optional().describe('the call, by its name in the reports of pbscope'),
    session: z
      .union([z.enum(sessionKinds), count])
      .optional()
      .describe('kind of the session, or its number: upgrades are counted from 1 since the server began'),
    archive: z
      .string()
      .min(1)
      .optional()
      .describe('name of the archive or file, with or without .didx, .fidx, .blob; * stands for any characters'),
    path: z.string().min(1).optional().describe('path of the request without its query; * stands for any characters'),
    nth: oneOrMore(count).optional().describe('only these of the matching calls of a session'),
    every: count.optional().describe('only each n-th of the matching calls of a session'),
    from: count.optional().describe('only from this one of the matching calls of a session on'),
    until: count.optional().describe('only up to this one of the matching calls of a session'),
    probability: z.number().min(0).max(1).optional().describe('only so many of them, drawn from the seed'),
  })
  .describe('which calls; all conditions must hold');

export type Match = z.output<typeof matchSchema>;

export interface CallFacts {
  readonly operation: Operation;
  readonly path: string;
  readonly archive: string | null;
  readonly session: { readonly number: number; readonly kind: SessionKind } | null;
}

const asList = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

export const operationsOf = (match: Match): readonly Operation[] | null =>
  match.operation === undefined ? null : asList(match.operation);

/** Everything but counting and chance. */
export function isFor(match: Match, call: CallFacts): boolean {
  const { session, archive, path } = match;
  if (operationsOf(match)?.includes(call.operation) === false) return false;
  if (session !== undefined && session !== (typeof session === 'number' ? call.session?.number : call.session?.kind))
    return false;
  if (archive !== undefined && !isArchive(archive, call.archive)) return false;
  return path === undefined || isLike(path, call.path);
}

/** `number` is the call's place among those that the fault is for, from 1. */
export function isCounted(match: Match, number: number): boolean {
  const { nth, every, from = 1, until = Number.POSITIVE_INFINITY } = match;
  if (nth !== undefined && !asList(nth).includes(number)) return false;
  if (number < from || number > until) return false;
  return every === undefined || (number - from + 1) % every === 0;
}

const indexOrBlob = /\.(?:didx|fidx|blob)$/;

function isArchive(pattern: string, archive: string | null): boolean {
  return archive !== null && (isLike(pattern, archive) || isLike(pattern, archive.replace(indexOrBlob, '')));
}

/** Greedy matching of the parts between stars: linear in the text, whatever the pattern. */
function isLike(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [head = '', ...middle] = parts;
  const tail = middle.pop();
  if (tail === undefined) return pattern === text;
  if (!text.startsWith(head) || text.length < head.length + tail.length || !text.endsWith(tail)) return false;
  let at = head.length;
  for (const part of middle) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - tail.length;
}
