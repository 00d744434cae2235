// In: bytes of a trace in any cuts. Out: its lines, of whatever they are.
import { type Line, readLines } from '../lines/index.js';

/** A longer line is not one of ours: an Event has at most a captured body of 4 MiB in base64. */
const maxLineLength = 16 * 1024 * 1024;

export type { Line };
export const readTraceLines = (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> =>
  readLines(chunks, maxLineLength);
