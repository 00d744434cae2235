// What zod found wrong, in words of the file. In: an issue. Out: where (a path, or a key at it), a sentence, the words known there.
import type { z } from 'zod';
import { faultKinds } from './actions/index.js';
import { faultPlanSchema, faultSchema } from './fault-plan.js';
import { matchSchema } from './match.js';

export interface ExplainedIssue {
  readonly path: readonly (string | number)[];
  /** The key at that path that is meant, instead of its value. */
  readonly key: string | null;
  readonly sentence: (written: string | null) => string;
  readonly known: readonly string[];
}

export function explainIssue(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): ExplainedIssue {
  const path = [...above, ...issue.path].filter((part) => typeof part !== 'symbol');
  const at = (sentence: ExplainedIssue['sentence'], known: readonly string[] = []): ExplainedIssue => ({
    path,
    key: null,
    sentence,
    known,
  });
  const name = `${typeof path.at(-1) === 'number' ? path.at(-2) : path.at(-1)}`;
  const subject = path.length === 0 ? 'the file' : `"${name}"`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return { ...at((key) => `there is no "${key}" here`, knownKeys(path, issue.input)), key: issue.keys[0] ?? null };
    case 'invalid_value':
      return at((written) => chooseFrom(name, written, issue.values.map(String)), issue.values.map(String));
    case 'invalid_union':
      return explainUnion(issue, path, name);
    case 'invalid_type':
      return at(() =>
        issue.input === undefined ? `${subject} is missing` : `${subject} must be ${wordForType(issue.expected)}`,
      );
    case 'too_small':
    case 'too_big':
      return at(() => `"${name}" ${describeBound(issue)}`);
    case 'custom':
      return at(() => issue.message);
    default:
      return at(() => `"${name}" ${issue.message.replace(/^Invalid string: /, '')}`);
  }
}

/** Of a value that may be one thing or a list of it, or a kind of action: the branch that was meant. */
function explainUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  path: readonly (string | number)[],
  name: string,
): ExplainedIssue {
  if (issue.errors.length === 0) {
    const kinds = faultKinds.map(({ kind }) => kind);
    return {
      path,
      key: null,
      known: kinds,
      sentence: (written) => (written === null ? 'an action needs a "kind"' : chooseFrom(name, written, kinds)),
    };
  }
  const meant =
    issue.errors.find(([first]) => first !== undefined && first.path.length > 0) ??
    issue.errors.find(([first]) => first !== undefined && first.code !== 'invalid_type');
  const [first] = meant ?? issue.errors[0] ?? [];
  if (first === undefined) return { path, key: null, known: [], sentence: () => `"${name}" is wrong` };
  return explainIssue(first, path);
}

/** A list that is longer than a line is left to --help and to the nearest word. */
const maxListedWords = 6;

function chooseFrom(name: string, written: string | null, words: readonly string[]): string {
  const list = words.length > maxListedWords ? '' : ` (${words.join(', ')})`;
  return written === null ? `"${name}" must be one of ${words.join(', ')}` : `there is no ${name} "${written}"${list}`;
}

function wordForType(type: string): string {
  if (type === 'int') return 'a whole number';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function describeBound(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const isSmall = issue.code === 'too_small';
  const bound = isSmall ? issue.minimum : issue.maximum;
  if (issue.origin === 'array' || issue.origin === 'string') return isSmall ? 'must not be empty' : 'is too long';
  return `must be at ${isSmall ? 'least' : 'most'} ${bound}`;
}

/** Keys that may stand at a path, read from the schemas themselves. */
function knownKeys(path: readonly (string | number)[], object: unknown): readonly string[] {
  if (path.length === 0) return Object.keys(faultPlanSchema.shape);
  if (path.includes('match')) return Object.keys(matchSchema.shape);
  if (!path.includes('do')) return Object.keys(faultSchema.shape);
  const kind = (object as { readonly kind?: unknown }).kind;
  return faultKinds.find((one) => one.kind === kind)?.keys ?? [];
}
