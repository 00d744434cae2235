// In: an assertion, `p99(uploadFixedChunk)<400ms` or `dedupShare>0.9`. Out: it parsed, or an error that points at the character.
// Grammar: quantity [ "(" argument ")" ] comparison number [unit]; blanks between them are free.
import { parseMeasure } from '../report/index.js';
import { describeQuantity, type Quantity, quantities } from './quantities.js';

export const comparisons = ['<=', '>=', '==', '!=', '<', '>'] as const;
export type Comparison = (typeof comparisons)[number];

export interface Assertion {
  readonly text: string;
  readonly quantity: Quantity;
  readonly argument: string;
  readonly comparison: Comparison;
  readonly value: number;
}

export type ParsedAssertion =
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  /** `at`: index of the character in the text. */
  | { readonly kind: 'error'; readonly at: number; readonly message: string };

export const assertionExamples: readonly string[] = [
  'p99(uploadFixedChunk)<400ms',
  'dedupShare>0.9',
  'duration<=2h',
  'failedCalls==0',
];

const failure = (at: number, message: string): ParsedAssertion => ({ kind: 'error', at, message });

export function parseAssertion(text: string): ParsedAssertion {
  let at = skipBlanks(text, 0);
  const name = /^[A-Za-z][A-Za-z0-9]*/.exec(text.slice(at))?.[0] ?? '';
  const quantity = quantities.find((one) => one.name === name);
  if (quantity === undefined) {
    const known = quantities.map(describeQuantity).join(', ');
    return failure(
      at,
      `${name === '' ? 'a quantity is missing' : `there is no quantity "${name}"`}; there are ${known}`,
    );
  }
  at = skipBlanks(text, at + name.length);
  const read = readArgument(text, at, quantity);
  if (read.kind === 'error') return read;
  at = skipBlanks(text, read.endAt);
  const comparison = comparisons.find((sign) => text.startsWith(sign, at));
  if (comparison === undefined) return failure(at, `one of ${comparisons.join(' ')} is missing`);
  at = skipBlanks(text, at + comparison.length);
  const number = parseMeasure(text.slice(at).trimEnd(), at, quantity.measure);
  if (number.kind === 'error') {
    return failure(
      number.at,
      `${number.message}, as in ${name}${read.argument === '' ? '' : `(${read.argument})`}${comparison}${quantity.measure.example}`,
    );
  }
  const { argument } = read;
  return { kind: 'assertion', assertion: { text: text.trim(), quantity, argument, comparison, value: number.value } };
}

type ReadArgument = { readonly kind: 'argument'; readonly argument: string; readonly endAt: number };

function readArgument(
  text: string,
  at: number,
  quantity: Quantity,
): ReadArgument | Extract<ParsedAssertion, { kind: 'error' }> {
  const { name, argument } = quantity;
  if (argument === null) {
    return text[at] === '('
      ? { kind: 'error', at, message: `${name} takes nothing in parentheses` }
      : { kind: 'argument', argument: '', endAt: at };
  }
  if (text[at] !== '(')
    return {
      kind: 'error',
      at,
      message: `${name} needs its ${argument.noun} in parentheses, as in ${name}(${argument.known[0]})`,
    };
  const wordAt = skipBlanks(text, at + 1);
  const word = /^[A-Za-z]*/.exec(text.slice(wordAt))?.[0] ?? '';
  if (!argument.known.includes(word)) {
    const said = word === '' ? `the ${argument.noun} is missing` : `there is no ${argument.noun} "${word}"`;
    return { kind: 'error', at: wordAt, message: `${said}; there are ${argument.known.join(', ')}` };
  }
  const closeAt = skipBlanks(text, wordAt + word.length);
  if (text[closeAt] !== ')') return { kind: 'error', at: closeAt, message: 'the parenthesis is not closed' };
  return { kind: 'argument', argument: word, endAt: closeAt + 1 };
}

function skipBlanks(text: string, at: number): number {
  let next = at;
  while (text[next] === ' ') next += 1;
  return next;
}
