// The filter language of product.md 4, for the call table and for `report --filter`: `op:chunk latency>200ms stuck`.
// In: text. Out: terms that must all match, or an error that points at the character. Matching is in filter-match.ts.
import { durationUnits, type Measure, parseMeasure, sizeUnits } from './measure.js';

export type NumberField = 'latency' | 'upload' | 'wait' | 'response' | 'size' | 'status' | 'session';
export type WordField = 'op' | 'archive' | 'state';
export type Comparison = '<' | '<=' | '>' | '>=' | '=';

export type FilterTerm =
  /** Lower-case part of the field's text. */
  | { readonly kind: 'word'; readonly field: WordField; readonly part: string }
  /** In ms, bytes, or plain, by field. */
  | { readonly kind: 'number'; readonly field: NumberField; readonly comparison: Comparison; readonly value: number }
  | { readonly kind: 'flag'; readonly flag: FilterFlag }
  /** Lower-case part of the operation, target, archive or state. */
  | { readonly kind: 'text'; readonly part: string };

export type FilterFlag = 'stuck' | 'failed' | 'open';

export type ParsedFilter =
  | { readonly kind: 'filter'; readonly terms: readonly FilterTerm[] }
  /** `at`: index of the character in the text. */
  | { readonly kind: 'error'; readonly at: number; readonly message: string };

export const filterWordFields: readonly WordField[] = ['op', 'archive', 'state'];
export const filterFlags: readonly FilterFlag[] = ['stuck', 'failed', 'open'];
const comparisons: readonly Comparison[] = ['<=', '>=', '<', '>', '='];

const duration: Measure = { units: durationUnits, example: '200ms' };
const numberFields: Readonly<Record<NumberField, Measure>> = {
  latency: duration,
  upload: duration,
  wait: duration,
  response: duration,
  size: { units: sizeUnits, example: '1MiB' },
  status: { units: null, example: '400' },
  session: { units: null, example: '2' },
};

export const filterNumberFields = Object.keys(numberFields) as readonly NumberField[];

/** Every field and flag with an example, for the help. */
export const filterExamples: readonly string[] = [
  'op:chunk',
  'archive:root.pxar',
  'state:reset',
  'latency>200ms',
  'wait>=1s',
  'size<1MiB',
  'status>=400',
  'session=2',
  'stuck',
  'failed',
  'open',
  '"any text"',
];

/** Blank text is the filter that everything matches. */
export function parseFilter(text: string): ParsedFilter {
  const terms: FilterTerm[] = [];
  for (const word of splitWords(text)) {
    if (!word.isClosed) return error(word.at, 'this quote is not closed');
    const term = word.isQuoted ? ({ kind: 'text', part: word.text.toLowerCase() } as const) : parseTerm(word);
    if (term.kind === 'error') return term;
    terms.push(term);
  }
  return { kind: 'filter', terms };
}

interface Word {
  readonly text: string;
  readonly at: number;
  readonly isQuoted: boolean;
  readonly isClosed: boolean;
}

function splitWords(text: string): Word[] {
  return [...text.matchAll(/"([^"]*)("?)|\S+/g)].map((match) => ({
    text: match[1] ?? match[0],
    at: match.index,
    isQuoted: match[1] !== undefined,
    isClosed: match[2] !== '',
  }));
}

type Failure = Extract<ParsedFilter, { kind: 'error' }>;
const error = (at: number, message: string): Failure => ({ kind: 'error', at, message });
const isOneOf = <T extends string>(list: readonly T[], text: string): text is T =>
  (list as readonly string[]).includes(text);

function parseTerm({ text, at }: Word): FilterTerm | Failure {
  if (isOneOf(filterFlags, text)) return { kind: 'flag', flag: text };
  const match = /^([A-Za-z]+)(:|[<>]=?|=)(.*)$/.exec(text);
  // No field in front: plain text, also `/previous?x=1` and the like.
  if (match === null) return { kind: 'text', part: text.toLowerCase() };
  const [, name = '', sign = '', value = ''] = match;
  const signAt = at + name.length;
  const valueAt = signAt + sign.length;
  if (isOneOf(filterWordFields, name)) {
    if (sign !== ':') return error(signAt, `${name} takes a colon, as in ${name}:part`);
    return value === '' ? error(valueAt, `a part of the ${name} is missing`) : wordTerm(name, value);
  }
  if (!isNumberField(name)) {
    const known = [...filterWordFields, ...filterNumberFields].join(', ');
    return error(at, `no field "${name}"; there are ${known}`);
  }
  const { example } = numberFields[name];
  const comparison = sign === ':' ? '=' : sign;
  if (!isOneOf(comparisons, comparison)) return error(signAt, `one of ${comparisons.join(' ')} is missing`);
  const number = parseMeasure(value, valueAt, numberFields[name]);
  if (number.kind === 'error') return error(number.at, `${number.message}, as in ${name}${comparison}${example}`);
  return { kind: 'number', field: name, comparison, value: number.value };
}

function wordTerm(field: WordField, value: string): FilterTerm {
  return { kind: 'word', field, part: value.replaceAll('"', '').toLowerCase() };
}

function isNumberField(name: string): name is NumberField {
  return Object.hasOwn(numberFields, name);
}
