// In: bytes of a log in any cuts. Out: its lines without terminal codes (clients colour what they print). Of a line that is too long nothing
// is kept but that it was there.
import { stripVTControlCharacters } from 'node:util';
import { readLines } from '../lines/index.js';

export type LogLine = { readonly text: string } | 'too-long';

/** HAProxy cuts at 8 KiB at the most, backtraces and names of files are shorter; a file without line ends is no log. */
const maxLineLength = 64 * 1024;

export async function* readLogLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LogLine> {
  for await (const { text, isTooLong } of readLines(chunks, maxLineLength))
    yield isTooLong ? 'too-long' : { text: stripVTControlCharacters(text.replace(/\r$/, '')) };
}
