// In: bytes of a text file in any cuts. Out: its lines without their ends and without terminal codes (clients colour what they print). Of a
// line that is too long nothing is kept but that it was there.
import { stripVTControlCharacters } from 'node:util';

export type LogLine = { readonly text: string } | 'too-long';

/** HAProxy cuts at 8 KiB at the most, backtraces and names of files are shorter; a file without line ends is no log. */
const maxLineLength = 64 * 1024;

export async function* readLogLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LogLine> {
  const decoder = new TextDecoder();
  let rest = '';
  let isTooLong = false;
  const add = (piece: string): void => {
    isTooLong ||= rest.length + piece.length > maxLineLength;
    rest = isTooLong ? '' : rest + piece;
  };
  const take = (): LogLine => {
    const line: LogLine = isTooLong ? 'too-long' : { text: stripVTControlCharacters(rest.replace(/\r$/, '')) };
    rest = '';
    isTooLong = false;
    return line;
  };
  for await (const chunk of chunks) {
    const pieces = decoder.decode(chunk, { stream: true }).split('\n');
    for (const piece of pieces.slice(0, -1)) {
      add(piece);
      yield take();
    }
    add(pieces.at(-1) ?? '');
  }
  add(decoder.decode());
  if (rest !== '' || isTooLong) yield take();
}
