// In: what the two ends sent, with times. Out: the Events of decode as text. One connection, opened at 0.
import { type BodyCapture, type FrameRecord, WireDecoder } from '../../src/core/decode/index.js';
import { describeEvent, type Event } from '../../src/core/event/index.js';
import type { Direction, WireEvent } from '../../src/core/wire/index.js';

export interface Sent {
  readonly atMs: number;
  readonly direction: Direction;
  readonly bytes: Uint8Array;
}

export const c = (atMs: number, bytes: Uint8Array): Sent => ({ atMs, direction: 'toServer', bytes });
export const s = (atMs: number, bytes: Uint8Array): Sent => ({ atMs, direction: 'toClient', bytes });

export interface DecodeSettings {
  readonly capture?: BodyCapture;
  readonly isLateJoin?: boolean;
  readonly alpn?: string;
  readonly onFrame?: (frame: FrameRecord) => void;
}

export function decodeEvents(sent: readonly Sent[], options: DecodeSettings = {}): readonly Event[] {
  const decoder = new WireDecoder({
    capture: () => options.capture ?? { mode: 'none' },
    ...(options.onFrame === undefined ? {} : { onFrame: options.onFrame }),
  });
  const opened: WireEvent = {
    kind: 'opened',
    connection: 1,
    atMs: 0,
    client: 'c:1',
    server: 's:2',
    entry: 'passive',
    isLateJoin: options.isLateJoin ?? false,
  };
  const events: Event[] = [...decoder.feed(opened)];
  if (options.alpn !== undefined) {
    const tls: WireEvent = {
      kind: 'tlsEstablished',
      connection: 1,
      atMs: 0,
      leg: 'only',
      version: 'TLSv1.3',
      cipherSuite: null,
      serverName: null,
      alpnOffered: [options.alpn],
      alpn: options.alpn,
      fingerprint: null,
      clientRandom: null,
    };
    events.push(...decoder.feed(tls));
  }
  let atMs = 0;
  for (const one of sent) {
    atMs = one.atMs;
    events.push(...decoder.feed({ kind: 'bytes', connection: 1, ...one }));
  }
  events.push(...decoder.feed({ kind: 'closed', connection: 1, atMs, by: 'client', how: 'fin' }));
  events.push(...decoder.end(atMs, 'capture-end'));
  return events;
}

/** Without the frame of `opened`, `closed` and `sourceEnded`. */
export const decodeLines = (sent: readonly Sent[], options: DecodeSettings = {}): string[] =>
  decodeEvents(sent, options)
    .filter((event) => !['opened', 'closed', 'sourceEnded', 'traffic'].includes(event.kind))
    .map((event) => describeEvent(event).replace(/^(\+\S+) \[1\] /, '$1 '));

/** The same bytes with the same times, cut at other places. */
export function cutAgain(sent: readonly Sent[], sizes: readonly number[]): Sent[] {
  let index = 0;
  const next = (): number =>
    Math.max(1, sizes.length === 0 ? Number.MAX_SAFE_INTEGER : (sizes[index++ % sizes.length] ?? 1));
  return sent.flatMap((one) => {
    const pieces: Sent[] = [];
    for (let at = 0; at < one.bytes.length; ) {
      const size = next();
      pieces.push({ ...one, bytes: one.bytes.subarray(at, at + size) });
      at += size;
    }
    return pieces;
  });
}
