// One file of evidence as it is read. In: its parsed lines in order. Out: what is kept of them. Bounded: of a log that goes on and on the
// first lines are kept, the rest is counted.
import type { EvidenceFile, EvidenceFormatId } from '../report/index.js';
import type { EvidenceLine, ParsedLine } from './line.js';

/** Lines kept of a file: a debug task log of some 100 GB, a few tens of MB. */
const maxKeptLines = 200_000;

/** Longer ones hold requests with every parameter; a screen shows the beginning. */
const maxTextLength = 400;

export class LogBook {
  readonly name: string;
  readonly format: EvidenceFormatId | null;
  readonly lines: EvidenceLine[] = [];
  #lineCount = 0;
  #repeatingCount = 0;
  #unknownCount = 0;
  #droppedCount = 0;
  #firstUnknownLine: number | null = null;

  constructor(name: string, format: EvidenceFormatId | null) {
    this.name = name;
    this.format = format;
  }

  note(parsed: ParsedLine): void {
    this.#lineCount += 1;
    if (parsed === 'unknown') {
      this.#unknownCount += 1;
      this.#firstUnknownLine ??= this.#lineCount;
      return;
    }
    if (parsed === 'repeats') {
      this.#repeatingCount += 1;
      return;
    }
    if (parsed.every((line) => line.text === null)) this.#repeatingCount += 1;
    for (const line of parsed) {
      if (this.lines.length < maxKeptLines) this.lines.push(shorten(line));
      else this.#droppedCount += 1;
    }
  }

  counts(): Omit<EvidenceFile, 'clock'> {
    return {
      name: this.name,
      format: this.format,
      lineCount: this.#lineCount,
      repeatingCount: this.#repeatingCount,
      unknownCount: this.#unknownCount,
      droppedCount: this.#droppedCount,
      firstUnknownLine: this.#firstUnknownLine,
    };
  }
}

const shorten = (line: EvidenceLine): EvidenceLine =>
  line.text === null || line.text.length <= maxTextLength
    ? line
    : { ...line, text: `${line.text.slice(0, maxTextLength - 1)}~` };
