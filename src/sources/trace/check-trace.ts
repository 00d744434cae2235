// In: the bytes of a trace. Out: what is wrong with it, line by line, and what could be read. Throws TraceUnusable as read-trace.ts does.
import type { TraceHeader } from '../../core/event/index.js';
import { readEventLines, readHeader } from './event-lines.js';
import { readTraceLines } from './lines.js';

export interface TraceDamage {
  /** From 1; the header is line 1. */
  readonly line: number;
  readonly what: string;
}

export interface TraceCheck {
  readonly header: TraceHeader;
  readonly eventCount: number;
  readonly connectionCount: number;
  /** Of the last Event. */
  readonly durationMs: number;
  /** Events that the recording itself let go, as its `dropped` lines say. */
  readonly droppedCount: number;
  /** False: the recording did not come to its own end (crash, power, a running proxy). */
  readonly hasEnd: boolean;
  readonly damageCount: number;
  /** The first of them. */
  readonly damages: readonly TraceDamage[];
}

export const maxShownDamages = 100;
/** Set aside for counting; a file of more connections is counted up to here. */
const maxCountedConnections = 1_000_000;

export async function checkTrace(chunks: AsyncIterable<Uint8Array>): Promise<TraceCheck> {
  const damages: TraceDamage[] = [];
  let damageCount = 0;
  let lineNumber = 1;
  const note = (what: string): void => {
    damageCount += 1;
    if (damages.length < maxShownDamages) damages.push({ line: lineNumber, what });
  };
  const lines = readTraceLines(guarded(chunks, (error) => note(`the file ends here in damage: ${error.message}`)));
  const header = await readHeader(lines);
  const connections = new Set<number>();
  let eventCount = 0;
  let durationMs = 0;
  let droppedCount = 0;
  let hasEnd = false;
  for await (const line of readEventLines(lines, header.version)) {
    lineNumber = line.number;
    if (line.event === null) {
      note(line.isWhole ? line.why : `the last line is ${line.why}`);
      continue;
    }
    const { event } = line;
    if (hasEnd) note('an event behind the end');
    if (event.atMs < durationMs) note(`time runs back, from ${durationMs} ms to ${event.atMs} ms`);
    durationMs = Math.max(durationMs, event.atMs);
    eventCount += 1;
    if (event.connection > 0 && connections.size < maxCountedConnections) connections.add(event.connection);
    if (event.kind === 'dropped') droppedCount += event.eventCount;
    hasEnd ||= event.kind === 'sourceEnded';
  }
  return {
    header,
    eventCount,
    connectionCount: connections.size,
    durationMs,
    droppedCount,
    hasEnd,
    damageCount,
    damages,
  };
}

/** What was unpacked up to the fault is still read. */
async function* guarded(
  chunks: AsyncIterable<Uint8Array>,
  onFault: (error: Error) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    onFault(error as Error);
  }
}
