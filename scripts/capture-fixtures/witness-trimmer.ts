// In: what a client printed. Out: the same, without the lines of a debug log that no witness test reads, where it is long.
// Short texts stay as they are.
import { stripVTControlCharacters } from 'node:util';

/** Longer texts are mostly frame dumps and file names. */
const maxWholeBytes = 60_000;

/** Frames, file names in quotes, and how the archiver reuses them. */
const noise = /^(?:Connection: |"|reusable: |Offset relative|Got \d|Encoding \d|Advance |Chunk size \d|Boundary \d)/;

export function trimWitness(text: Buffer): Buffer {
  if (text.length <= maxWholeBytes) return text;
  const lines = text.toString('utf8').split('\n');
  return Buffer.from(lines.filter((line) => !noise.test(stripVTControlCharacters(line))).join('\n'), 'utf8');
}
