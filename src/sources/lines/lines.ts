// In: bytes in any cuts. Out: lines of text without their ends; what stands behind the last newline comes as `isWhole: false`. Of a line that
// is too long nothing is kept but that it was there.

export interface Line {
  readonly text: string;
  readonly isWhole: boolean;
  readonly isTooLong: boolean;
}

/** `maxLineLength` in UTF-16 units. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, maxLineLength: number): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let rest = '';
  let isTooLong = false;
  const add = (piece: string): void => {
    isTooLong ||= rest.length + piece.length > maxLineLength;
    rest = isTooLong ? '' : rest + piece;
  };
  for await (const chunk of chunks) {
    const pieces = decoder.decode(chunk, { stream: true }).split('\n');
    for (const piece of pieces.slice(0, -1)) {
      add(piece);
      yield { text: rest, isWhole: true, isTooLong };
      rest = '';
      isTooLong = false;
    }
    add(pieces.at(-1) ?? '');
  }
  add(decoder.decode());
  if (rest !== '' || isTooLong) yield { text: rest, isWhole: false, isTooLong };
}
