// In: the bytes of a trace (unpacked). Out: its header and its Events, in order, ended by a `sourceEnded`. A file that was cut by
// a crash is read up to its last whole line; a line that is no Event becomes a Problem and is counted. Throws TraceUnusable
// when it is no trace, or one of a newer pbscope.
import type { Event, TraceHeader } from '../../core/event/index.js';
import { readEventLines, readHeader } from './event-lines.js';
import { type Line, readTraceLines } from './lines.js';

export interface Trace {
  readonly header: TraceHeader;
  readonly events: AsyncGenerator<Event>;
}

/** Malformed lines that are shown one by one; the rest is a number at the end. */
const maxShownMalformed = 20;

export async function readTrace(chunks: AsyncIterable<Uint8Array>): Promise<Trace> {
  const lines = readTraceLines(chunks);
  const header = await readHeader(lines);
  return { header, events: readEvents(lines, header.version) };
}

async function* readEvents(lines: AsyncGenerator<Line>, version: number): AsyncGenerator<Event> {
  let atMs = 0;
  let malformedCount = 0;
  let hasEnd = false;
  const problem = (detail: string): Event => ({
    kind: 'problem',
    code: 'trace/malformed',
    connection: 0,
    atMs,
    direction: null,
    stream: null,
    detail,
  });
  for await (const line of readEventLines(lines, version)) {
    if (line.event === null) {
      malformedCount += 1;
      if (!line.isWhole) yield problem(`the last line, ${line.number}, was cut off`);
      else if (malformedCount <= maxShownMalformed) yield problem(`line ${line.number} is no event`);
      continue;
    }
    // A line out of order would turn time back in every stage behind.
    const event: Event = line.event.atMs < atMs ? { ...line.event, atMs } : line.event;
    atMs = event.atMs;
    if (hasEnd) continue;
    hasEnd = event.kind === 'sourceEnded';
    if (hasEnd && malformedCount > maxShownMalformed) yield problem(`${malformedCount} lines are no events`);
    yield event;
  }
  if (hasEnd) return;
  if (malformedCount > maxShownMalformed) yield problem(`${malformedCount} lines are no events`);
  yield { kind: 'sourceEnded', connection: 0, atMs, reason: 'stopped' };
}
