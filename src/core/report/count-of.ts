// In: a count and its noun. Out: both as a reader would say them. Regular plurals only.
import { formatCount } from './units.js';

/** `1 call`, `12 calls`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
