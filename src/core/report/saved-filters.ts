// Filters by name. In: a filter with `@name` in it, the saved ones. Out: the same with their text in place, or an error that points
// at the character. An error elsewhere in the text is found first, so that its place is the one that was typed.
import { parseFilter } from './filter.js';

export type ExpandedFilter =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'error'; readonly at: number; readonly message: string };

/** A quoted text, or a name. */
const quotedOrName = /"[^"]*"?|(?<!\S)@(\S*)/g;

export function expandSavedFilters(text: string, saved: Readonly<Record<string, string>>): ExpandedFilter {
  const typed = parseFilter(
    text.replace(quotedOrName, (all, name?: string) => (name === undefined ? all : blank(all))),
  );
  if (typed.kind === 'error') return typed;
  for (const match of text.matchAll(quotedOrName)) {
    const name = match[1];
    if (name === undefined || Object.hasOwn(saved, name)) continue;
    const known = Object.keys(saved).map((one) => `@${one}`);
    const message =
      known.length === 0 ? 'no filter is saved yet' : `no filter "@${name}"; there are ${known.join(', ')}`;
    return { kind: 'error', at: match.index, message };
  }
  const expanded = text.replace(quotedOrName, (all, name?: string) => (name === undefined ? all : (saved[name] ?? '')));
  return { kind: 'text', text: expanded };
}

const blank = (text: string): string => ' '.repeat(text.length);
