// A fault file as text. In: the text. Out: a plan, or where the text is wrong: line, column, a sentence, and the words that
// would have been right there, so that whoever prints it can name the nearest.
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { z } from 'zod';
import { type FaultPlan, faultPlanSchema } from './fault-plan.js';
import { explainIssue } from './issue.js';

export interface FaultFileProblem {
  readonly kind: 'problem';
  readonly line: number;
  readonly column: number;
  /** Without a full stop at its end. */
  readonly sentence: string;
  /** What stands there and what may stand there, where that is a matter of words. */
  readonly word: { readonly written: string; readonly known: readonly string[] } | null;
}

export type FaultFile = { readonly kind: 'plan'; readonly plan: FaultPlan } | FaultFileProblem;

export function parseFaultFile(text: string): FaultFile {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (error !== undefined) return problemAt(text, error.offset, `is not JSON (${explainSyntax(error)})`);
  if (tree === undefined) return problemAt(text, 0, 'is empty');
  const twice = findDuplicateKey(tree);
  if (twice !== null) return problemAt(text, twice.offset, `"${twice.value}" stands here a second time`);
  const parsed = faultPlanSchema.safeParse(JSON.parse(text), { reportInput: true });
  if (parsed.success) return { kind: 'plan', plan: parsed.data };
  // A key that is misspelt is missing as well: the former says more.
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) throw new Error('zod refused without an issue');
  return explain(text, tree, issue);
}

function explain(text: string, tree: Node, issue: z.core.$ZodIssue): FaultFileProblem {
  const { path, key, sentence, known } = explainIssue(issue);
  const node = nearestNode(tree, path);
  const place = key === null ? node : (keyNode(node, key) ?? node);
  const written = typeof place.value === 'string' ? place.value : null;
  return problemAt(
    text,
    place.offset,
    sentence(written),
    written === null || known.length === 0 ? null : { written, known },
  );
}

function problemAt(
  text: string,
  offset: number,
  sentence: string,
  word: FaultFileProblem['word'] = null,
): FaultFileProblem {
  const before = text.slice(0, offset).split('\n');
  return { kind: 'problem', line: before.length, column: (before.at(-1)?.length ?? 0) + 1, sentence, word };
}

/** The place itself, or where it is missing. */
function nearestNode(tree: Node, path: readonly (string | number)[]): Node {
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node !== undefined) return node;
  }
  return tree;
}

function keyNode(object: Node, key: string): Node | null {
  const property = object.children?.find((child) => child.children?.[0]?.value === key);
  return property?.children?.[0] ?? null;
}

/** JSON lets a key stand twice and the last one win; who writes a fault twice means something else. */
function findDuplicateKey(node: Node): Node | null {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const key = child.type === 'property' ? child.children?.[0] : undefined;
    if (key !== undefined && seen.has(key.value)) return key;
    seen.add(key?.value);
    const deeper = findDuplicateKey(child.type === 'property' ? (child.children?.[1] ?? child) : child);
    if (deeper !== null) return deeper;
  }
  return null;
}

/** `PropertyNameExpected` → `property name expected`. */
function explainSyntax(error: ParseError): string {
  return printParseErrorCode(error.error)
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
}
