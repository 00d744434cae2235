// In: a header and Events that can wait. Out: a trace file, whole, 0600, packed by its name; rejects when it cannot be written. The file
// is new: an older one of that name is never touched. For live traffic, which cannot wait, there is recorder.ts.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Event, TraceHeader } from '../../core/event/index.js';
import { createPacker } from './packer.js';

/** One piece for the packer. */
const batchCharacters = 256 * 1024;

async function* inBatches(header: TraceHeader, events: AsyncIterable<Event>): AsyncGenerator<string> {
  let text = `${JSON.stringify(header)}\n`;
  for await (const event of events) {
    text += `${JSON.stringify(event)}\n`;
    if (text.length < batchCharacters) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

export async function writeTrace(path: string, header: TraceHeader, events: AsyncIterable<Event>): Promise<void> {
  const packer = createPacker(path);
  const text = Readable.from(inBatches(header, events), { objectMode: false });
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  await (packer === null ? pipeline(text, file) : pipeline(text, packer, file));
}
