// Completion of the filter language. In: what is typed so far, words that occur in the run. Out: where the word under the cursor
// begins, and what it may become, in the order of the alphabet. Does not check what is complete: parseFilter does.
import { filterFlags, filterNumberFields, filterWordFields } from './filter.js';

export interface KnownWords {
  readonly operations: readonly string[];
  readonly archives: readonly string[];
  readonly saved: readonly string[];
}

export interface Completion {
  /** Index of the first character that is replaced. */
  readonly at: number;
  readonly candidates: readonly string[];
}

const states = ['open', 'answered', 'reset', 'unanswered'];

export function completeFilter(text: string, known: KnownWords): Completion {
  const at = text.search(/\S*$/);
  const word = text.slice(at);
  const field = /^([a-z]+):(.*)$/.exec(word);
  if (field !== null) {
    const [, name = '', part = ''] = field;
    const valueAt = at + name.length + 1;
    return { at: valueAt, candidates: startingWith(valuesOf(name, known), part) };
  }
  const words = [
    ...filterWordFields.map((name) => `${name}:`),
    ...filterNumberFields.map((name) => `${name}>`),
    ...filterFlags,
    ...known.saved.map((name) => `@${name}`),
  ];
  return { at, candidates: startingWith(words, word) };
}

/** As far as all candidates agree. */
export function commonPart(candidates: readonly string[]): string {
  const [first = '', ...rest] = candidates;
  let length = first.length;
  for (const one of rest) while (!one.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

function valuesOf(field: string, { operations, archives }: KnownWords): readonly string[] {
  if (field === 'op') return operations;
  if (field === 'archive') return archives;
  return field === 'state' ? states : [];
}

const startingWith = (words: readonly string[], part: string): string[] =>
  [...new Set(words)].filter((word) => word.toLowerCase().startsWith(part.toLowerCase())).sort();
