// In: a word that was not understood and the words that would have been. Out: the nearest one, or null when none is near.
import leven from 'leven';

/** More edits than this share of the word make another word, not a typing error. */
const farthestShare = 0.5;
/** Two letters that changed places are two edits, in a short word too. */
const leastDistance = 2;

export function nearestWord(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((candidate) => ({ candidate, distance: leven(word, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(leastDistance, Math.floor(word.length * farthestShare))
    ? best.candidate
    : null;
}
