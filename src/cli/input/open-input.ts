// In: the name of a trace or a capture. Out: its Events, whatever it was, and when it began. From here on nothing tells them apart.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type FrameRecord, WireDecoder } from '../../core/decode/index.js';
import type { Event } from '../../core/event/index.js';
import { pbsCapturePolicy } from '../../core/pbs/index.js';
import { type ConnectionShape, ShapeTracker } from '../../core/shape/index.js';
import type { WireEvent } from '../../core/wire/index.js';
import { type CaptureHeader, CaptureUnusable, isCapture, readCapture } from '../../sources/pcap/index.js';
import { readTrace, TraceUnusable } from '../../sources/trace/index.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import { readBytes } from './read-bytes.js';

export interface InputOptions {
  readonly path: string;
  /** NSS key log; captures only. */
  readonly keylogPath: string | undefined;
  readonly onFrame?: (frame: FrameRecord) => void;
  /** Captures only; its bytes are borrowed. Before the Events that it became. */
  readonly onWireEvent?: (event: WireEvent) => void;
  /** For the dedup estimate of connections without keys; captures only. */
  readonly logicalBytes?: number | undefined;
}

export interface Input {
  readonly kind: 'trace' | 'capture';
  readonly name: string;
  readonly startedAtUnixMs: number;
  /** Hosts, ids and paths are salted hashes: `trace redact --names`. */
  readonly hasHiddenNames: boolean;
  readonly events: AsyncIterable<Event>;
  /** What can be told of connections without keys, once all events were read; before that, and of a trace, nothing. */
  readonly shapes: () => readonly ConnectionShape[];
}

async function* decodeCapture(
  first: IteratorResult<WireEvent, void>,
  rest: AsyncIterator<WireEvent, void>,
  decoder: WireDecoder,
  watcher: { readonly note: (event: WireEvent) => void; readonly end: (atMs: number) => readonly WireEvent[] },
): AsyncGenerator<Event> {
  let atMs = 0;
  for (let next = first; next.done !== true; next = await rest.next()) {
    atMs = next.value.atMs;
    watcher.note(next.value);
    yield* decoder.feed(next.value);
  }
  for (const event of watcher.end(atMs)) yield* decoder.feed(event);
  yield* decoder.end(atMs, 'capture-end');
}

function describeLostShapes(count: number, atMs: number): WireEvent {
  const detail = `the shapes of ${count} connections without keys were let go: too many`;
  const place = { connection: 0, atMs, direction: null, stream: null };
  return { kind: 'problem', code: 'capture/malformed', ...place, detail };
}

async function readKeylog(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new OperatorError(
      `The key log ${path} cannot be read (${(error as Error).message}).`,
      'Check the name given to --keylog.',
      exitCodes.unusableInput,
    );
  }
}

async function openCapture(bytes: AsyncIterable<Uint8Array>, name: string, options: InputOptions): Promise<Input> {
  let header: CaptureHeader = { startedAtUnixMs: 0 };
  const { keylogPath, onFrame, onWireEvent = () => undefined, logicalBytes = null } = options;
  const keylog = keylogPath === undefined ? {} : { keylog: await readKeylog(keylogPath) };
  const tracker = new ShapeTracker({ logicalBytes });
  let shapes: readonly ConnectionShape[] = [];
  const wireEvents = readCapture({ capture: bytes, ...keylog, onShape: (fact) => tracker.noteFact(fact) }, (found) => {
    header = found;
  });
  // The header is known once the first packet was read.
  const first = await wireEvents.next();
  const decoder = new WireDecoder({ capture: pbsCapturePolicy, ...(onFrame === undefined ? {} : { onFrame }) });
  return {
    kind: 'capture',
    name,
    startedAtUnixMs: header.startedAtUnixMs,
    hasHiddenNames: false,
    events: decodeCapture(first, wireEvents, decoder, {
      note: (event) => {
        tracker.noteWire(event);
        onWireEvent(event);
      },
      end: (atMs) => {
        shapes = tracker.end();
        return tracker.droppedCount === 0 ? [] : [describeLostShapes(tracker.droppedCount, atMs)];
      },
    }),
    shapes: () => shapes,
  };
}

export async function openInput(options: InputOptions): Promise<Input> {
  const name = options.path === '-' ? 'stdin' : basename(options.path);
  const { head, bytes } = await readBytes(options.path);
  try {
    if (isCapture(head)) return await openCapture(bytes, name, options);
    const { header, events } = await readTrace(bytes);
    const hasHiddenNames = header.redacted.includes('names');
    return {
      kind: 'trace',
      name,
      startedAtUnixMs: Date.parse(header.startedAt),
      hasHiddenNames,
      events,
      shapes: () => [],
    };
  } catch (error) {
    if (error instanceof CaptureUnusable || error instanceof TraceUnusable) {
      throw new OperatorError(
        `${name} cannot be used: ${error.message}.`.replace(/\.\.$/, '.'),
        'Give a trace (.pbscope) or a capture (pcap, pcapng).',
        exitCodes.unusableInput,
      );
    }
    throw error;
  }
}
