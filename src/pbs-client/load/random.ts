// Chance that is the same in every run: a seed as text in, numbers and ids out. Not for secrets.
import { createHash } from 'node:crypto';

export const idOf = (...parts: readonly (string | number)[]): Buffer =>
  createHash('sha256').update(parts.join('/')).digest();

/** Numbers of [0, 1), by xorshift32. */
export function startRandom(...seed: readonly (string | number)[]): () => number {
  let state = idOf(...seed).readInt32LE(0) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
