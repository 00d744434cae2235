// A filter as a person types it, with names of saved ones in it. In: text, the saved filters. Out: the filter, or an error that
// points at the character.
import { expandSavedFilters, parseFilter } from '../../core/report/index.js';
import type { Filter } from './model.js';

export type FilterFailure = { readonly at: number; readonly message: string };

/** With `@name` for a saved one. */
export function readTypedFilter(text: string, saved: Readonly<Record<string, string>>): Filter | FilterFailure {
  const expanded = expandSavedFilters(text, saved);
  if (expanded.kind === 'error') return expanded;
  const parsed = parseFilter(expanded.text);
  return parsed.kind === 'error' ? parsed : { text: text.trim(), terms: parsed.terms };
}
