// Lines of a trace → header and Events, or why a line is none. What to do about a damaged line is the caller's: read-trace.ts goes on,
// check-trace.ts tells. Throws TraceUnusable when the first line is no header, or one of a newer pbscope.
import { type Event, type TraceHeader, traceVersion } from '../../core/event/index.js';
import { eventSchema, headerSchema } from './event-schema.js';
import type { Line } from './lines.js';
import { upgradeLine } from './upgrades.js';

export class TraceUnusable extends Error {}

export type EventLine =
  | { readonly event: Event; readonly number: number }
  | { readonly event: null; readonly number: number; readonly isWhole: boolean; readonly why: string };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function readHeader(lines: AsyncGenerator<Line>): Promise<TraceHeader> {
  const first = await lines.next();
  const parsed = headerSchema.safeParse(first.done === true ? undefined : parseJson(first.value.text));
  if (!parsed.success) throw new TraceUnusable('it is neither a trace of pbscope nor a packet capture');
  if (parsed.data.version > traceVersion) {
    throw new TraceUnusable(
      `it was written by a newer pbscope (${parsed.data.tool}, trace version ${parsed.data.version})`,
    );
  }
  return parsed.data;
}

/** Lines behind the header, in order; empty ones are passed over. */
export async function* readEventLines(lines: AsyncGenerator<Line>, version: number): AsyncGenerator<EventLine> {
  let number = 1;
  for await (const line of lines) {
    number += 1;
    if (line.text.trim() === '' && !line.isTooLong) continue;
    yield { ...readEventLine(line, version), number };
  }
}

type Read = { readonly event: Event } | { readonly event: null; readonly isWhole: boolean; readonly why: string };

function readEventLine(line: Line, version: number): Read {
  const { isWhole } = line;
  if (line.isTooLong) return { event: null, isWhole, why: 'longer than any event' };
  const value = parseJson(line.text);
  if (value === undefined) return { event: null, isWhole, why: isWhole ? 'not JSON' : 'cut off' };
  const parsed = eventSchema.safeParse(upgradeLine(value, version));
  if (parsed.success) return { event: parsed.data };
  const [issue] = parsed.error.issues;
  return { event: null, isWhole, why: `${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'no event'}` };
}
