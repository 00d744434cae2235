// In: the bytes of a log of another program, streaming. Out: a log book. The format is recognised by content: the first lines are held until
// it is. A line that is too long, or of no format, is counted.
import { LogBook } from '../../core/evidence/index.js';
import { type EvidenceFormat, evidenceFormats } from './formats/index.js';
import { type LogLine, readLogLines } from './log-lines.js';

/** A client in debug prints some hundred names before the first line that only it prints; later no line is taken for a sign. */
const maxHeldLines = 500;
/** So many lines of one format are enough: another program's log has not one. */
const sureCount = 3;

export async function readEvidence(name: string, bytes: AsyncIterable<Uint8Array>): Promise<LogBook> {
  const held: LogLine[] = [];
  const signs = new Map<EvidenceFormat, number>();
  let note: ((line: LogLine) => void) | null = null;
  let book = new LogBook(name, null);
  const begin = (): ((line: LogLine) => void) => {
    const [format] = [...signs].sort((a, b) => b[1] - a[1])[0] ?? [];
    const begun = new LogBook(name, format?.id ?? null);
    const parser = format?.begin();
    book = begun;
    const noteLine = (line: LogLine): void =>
      begun.note(line === 'too-long' || parser === undefined ? 'unknown' : parser.feed(line.text));
    held.splice(0).forEach(noteLine);
    return noteLine;
  };
  for await (const line of readLogLines(bytes)) {
    if (note !== null) {
      note(line);
      continue;
    }
    held.push(line);
    const format = line === 'too-long' ? undefined : evidenceFormats.find((one) => one.recognises(line.text));
    if (format !== undefined) signs.set(format, (signs.get(format) ?? 0) + 1);
    if (held.length >= maxHeldLines || Math.max(0, ...signs.values()) >= sureCount) note = begin();
  }
  if (note === null) begin();
  return book;
}
