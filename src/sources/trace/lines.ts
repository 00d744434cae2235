// In: bytes in any cuts. Out: lines of text without their ends; what stands behind the last newline comes as `isWhole: false`.

export interface Line {
  readonly text: string;
  readonly isWhole: boolean;
}

/** A longer line is not one of ours: an Event has at most a captured body of 4 MiB in base64. */
export const maxLineLength = 16 * 1024 * 1024;

export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    const pieces = text.split('\n');
    for (const piece of pieces.slice(0, -1)) {
      yield { text: rest + piece, isWhole: true };
      rest = '';
    }
    rest += pieces.at(-1) ?? '';
    if (rest.length > maxLineLength) {
      yield { text: '', isWhole: true };
      rest = '';
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield { text: rest, isWhole: false };
}
