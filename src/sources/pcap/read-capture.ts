// In: the bytes of a capture file and an NSS key log. Out: WireEvents in order of time. Faults of the capture and of the
// peers are events; a file that is no capture rejects. Memory does not grow with the file. product.md 2.
import type { ShapeFact, WireEvent } from '../../core/wire/index.js';
import { ByteFeed } from './byte-feed.js';
import { CaptureUnusable } from './capture-unusable.js';
import { type ContainerReader, magicBytes, openContainer } from './container/index.js';
import { usualServerPorts } from './flow/index.js';
import { PacketDispatch } from './packet-dispatch.js';
import { KeyLog } from './tls/index.js';

export interface CaptureInput {
  /** The file's bytes in pieces of any size; a piece must stay as it is until the next is asked for. */
  readonly capture: AsyncIterable<Uint8Array>;
  /** NSS key log text. */
  readonly keylog?: string;
  /** Ports whose side is the server where the capture begins after the SYN. */
  readonly serverPorts?: readonly number[];
  /** What is seen of a connection without keys; in its place among the WireEvents. */
  readonly onShape?: (fact: ShapeFact) => void;
}

export interface CaptureHeader {
  /** Time of the first packet. */
  readonly startedAtUnixMs: number;
}

/** Tells captures from other files by their first bytes; four are enough. */
export const isCapture = (firstBytes: Uint8Array): boolean => openContainer(firstBytes) !== null;

/** Events are borrowed: their bytes are valid until the next one is asked for. `onHeader` comes before the first event. */
export async function* readCapture(
  input: CaptureInput,
  onHeader: (header: CaptureHeader) => void,
): AsyncGenerator<WireEvent> {
  const keyLog = new KeyLog();
  keyLog.add(input.keylog ?? '');
  const feed = new ByteFeed();
  let pending: (WireEvent | ShapeFact)[] = [];
  const dispatch = new PacketDispatch(
    keyLog,
    input.serverPorts ?? usualServerPorts,
    (event) => pending.push(event),
    input.onShape === undefined ? null : (fact) => pending.push(fact),
  );
  let reader: ContainerReader | null = null;
  let isReadable = true;
  let didTellHeader = false;

  for await (const piece of input.capture) {
    feed.push(piece);
    reader ??= openAt(feed);
    if (reader === null) continue;
    while (isReadable) {
      const record = reader.read(feed);
      if (record === null) break;
      isReadable = dispatch.accept(record);
      const startedAtUnixMs = dispatch.startedAtUnixMs;
      if (!didTellHeader && startedAtUnixMs !== null) {
        didTellHeader = true;
        onHeader({ startedAtUnixMs });
      }
      if (pending.length === 0) continue;
      const events = pending;
      pending = [];
      yield* passOn(events, input.onShape);
    }
    if (!isReadable) break;
  }

  if (reader === null) throw new CaptureUnusable(describeStranger(feed));
  if (!didTellHeader)
    throw new CaptureUnusable('The capture holds no packets; check the filter that it was made with.');
  dispatch.end(isReadable ? feed.availableBytes : 0);
  yield* passOn(pending, input.onShape);
}

/** Shapes keep their place between the events: what a record means depends on what was said before it. */
function* passOn(
  events: readonly (WireEvent | ShapeFact)[],
  onShape: CaptureInput['onShape'] = () => undefined,
): Generator<WireEvent> {
  for (const event of events) {
    if (event.kind === 'segment' || event.kind === 'record') onShape(event);
    else yield event;
  }
}

/** Null while fewer bytes are there than a magic number has. */
function openAt(feed: ByteFeed): ContainerReader | null {
  const firstBytes = feed.peek(magicBytes);
  if (firstBytes === null) return null;
  const reader = openContainer(firstBytes);
  if (reader === null) throw new CaptureUnusable(describeStranger(feed));
  return reader;
}

function describeStranger(feed: ByteFeed): string {
  if (feed.availableBytes === 0) return 'The capture is empty; record it again, for example with tcpdump -w.';
  const shown = Buffer.from(feed.peek(Math.min(magicBytes, feed.availableBytes)) ?? []).toString('hex');
  return `The file begins with ${shown}, which is neither pcap nor pcapng; convert it with editcap or give another file.`;
}
