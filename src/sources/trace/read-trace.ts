// In: the bytes of a trace (unpacked). Out: its header and its Events, in order, ended by a `sourceEnded`. A file that was cut by
// a crash is read up to its last whole line; a line that is no Event becomes a Problem and is counted. Throws TraceUnusable
// when it is no trace, or one of a newer pbscope.
import { type Event, type TraceHeader, traceVersion } from '../../core/event/index.js';
import { eventSchema, headerSchema } from './event-schema.js';
import { type Line, readLines } from './lines.js';
import { upgradeLine } from './upgrades.js';

export class TraceUnusable extends Error {}

export interface Trace {
  readonly header: TraceHeader;
  readonly events: AsyncGenerator<Event>;
}

/** Malformed lines that are shown one by one; the rest is a number at the end. */
const maxShownMalformed = 20;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function readTrace(chunks: AsyncIterable<Uint8Array>): Promise<Trace> {
  const lines = readLines(chunks);
  const first = await lines.next();
  const parsed = headerSchema.safeParse(first.done === true ? undefined : parseJson(first.value.text));
  if (!parsed.success) throw new TraceUnusable('it is neither a trace of pbscope nor a packet capture');
  if (parsed.data.version > traceVersion) {
    throw new TraceUnusable(
      `it was written by a newer pbscope (${parsed.data.tool}, trace version ${parsed.data.version})`,
    );
  }
  return { header: parsed.data, events: readEvents(lines, parsed.data.version) };
}

async function* readEvents(lines: AsyncGenerator<Line>, version: number): AsyncGenerator<Event> {
  let atMs = 0;
  let lineNumber = 1;
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
  for await (const line of lines) {
    lineNumber += 1;
    if (line.text.trim() === '') continue;
    const parsed = eventSchema.safeParse(upgradeLine(parseJson(line.text), version));
    if (!parsed.success) {
      malformedCount += 1;
      if (!line.isWhole) yield problem(`the last line, ${lineNumber}, was cut off`);
      else if (malformedCount <= maxShownMalformed) yield problem(`line ${lineNumber} is no event`);
      continue;
    }
    // A line out of order would turn time back in every stage behind.
    const event: Event = parsed.data.atMs < atMs ? { ...parsed.data, atMs } : parsed.data;
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
