// The sign and the colour role of each operation in the waterfall. In: an operation. Out: a letter, or none for the chunks, which
// are most of all calls and are drawn as bars. Letters are the same in ASCII.
import type { Operation } from '../../../../core/pbs/index.js';
import { type Glyphs, type Line, type Style, span } from '../../screen/index.js';

export interface OperationSign {
  /** At the start of the call; null: its bar alone. */
  readonly letter: string | null;
  readonly style: Style;
}

const signs: Readonly<Record<Operation, OperationSign>> = {
  uploadDynamicChunk: { letter: null, style: 'toServer' },
  uploadFixedChunk: { letter: null, style: 'toServer' },
  downloadChunk: { letter: null, style: 'toClient' },
  appendDynamicIndex: { letter: 'A', style: 'wait' },
  appendFixedIndex: { letter: 'A', style: 'wait' },
  closeDynamicIndex: { letter: 'C', style: 'good' },
  closeFixedIndex: { letter: 'C', style: 'good' },
  createDynamicIndex: { letter: 'I', style: 'title' },
  createFixedIndex: { letter: 'I', style: 'title' },
  downloadPrevious: { letter: 'P', style: 'toClient' },
  previousBackupTime: { letter: 'T', style: 'toClient' },
  downloadFile: { letter: 'D', style: 'toClient' },
  uploadBlob: { letter: 'B', style: 'toServer' },
  finish: { letter: 'F', style: 'good' },
  speedtest: { letter: 'S', style: 'toServer' },
  login: { letter: 'L', style: 'plain' },
  openBackup: { letter: 'O', style: 'plain' },
  openReader: { letter: 'O', style: 'plain' },
  rest: { letter: 'r', style: 'plain' },
};

export const signOf = (operation: Operation): OperationSign => signs[operation];

/** In the order of a session. */
const letterWords = [
  ['O', 'open'],
  ['T', 'time'],
  ['P', 'previous'],
  ['I', 'index'],
  ['A', 'append'],
  ['C', 'close'],
  ['B', 'blob'],
  ['D', 'file'],
  ['F', 'finish'],
  ['S', 'speed test'],
  ['L', 'login'],
  ['r', 'other'],
] as const;

/** Letters of the operations that are shown, as many as there is room for. */
export function legendLine(shown: Iterable<Operation>, columnCount: number, glyphs: Glyphs): Line {
  const { upload, wait, response, stalled, stalledStream } = glyphs;
  const letters = new Set([...shown].map((operation) => signs[operation].letter));
  const parts = ` ${upload} upload ${wait} wait ${response} reply  ${stalled} window empty ${stalledStream} of a stream `;
  let legend = parts;
  for (const [letter, word] of letterWords) {
    if (letters.has(letter) && legend.length + letter.length + word.length + 2 <= columnCount)
      legend += ` ${letter} ${word}`;
  }
  return [span(legend, 'dim')];
}
