// The body of a request, whole, with a limit. In: a stream (HTTP/1.1 or HTTP/2). Out: its bytes, `too-large` as soon as it
// passes the limit (the stream is left paused, the peer still sending), or a refusal when it broke off.
import type { Readable } from 'node:stream';
import type { MeasuredBody } from '../api/index.js';
import { type Outcome, refuse } from '../refusal.js';

const brokenText = 'error reading a body from connection: connection reset';

/**
 * Of all bodies together that are not whole yet. PBS has no such bound. Four file clients with their 66 chunks of 4 MiB each under way
 * come to it, a hostile one with 200 bodies of 16 MiB would go three times beyond.
 */
const maxHeldBytes = 1024 * 1024 * 1024;

export interface BodyReader {
  readBody(stream: Readable, limitBytes: number): Promise<Outcome<Uint8Array | 'too-large'>>;
  /** To its end, however long: what passes the limit is counted and thrown away. */
  measureBody(stream: Readable, limitBytes: number): Promise<Outcome<MeasuredBody>>;
}

/** Bodies share one bound: the one that passes it is broken off, and what it held is let go. */
export function createBodyReader(boundBytes: number): BodyReader {
  let heldBytes = 0;
  const gather = async <T>(
    stream: Readable,
    keeps: (lengthBytes: number) => boolean,
    stopsAt: number,
    finish: (end: 'whole' | 'stopped', parts: readonly Uint8Array[], lengthBytes: number) => T,
  ): Promise<Outcome<T>> => {
    const parts: Uint8Array[] = [];
    let lengthBytes = 0;
    let ownBytes = 0;
    const end = await consume(stream, (part) => {
      lengthBytes += part.length;
      if (!keeps(lengthBytes)) {
        heldBytes -= ownBytes;
        ownBytes = 0;
        parts.length = 0;
      } else if (heldBytes + part.length > boundBytes) stream.destroy();
      else {
        parts.push(part);
        ownBytes += part.length;
        heldBytes += part.length;
      }
      return lengthBytes <= stopsAt;
    });
    heldBytes -= ownBytes;
    return end === 'broken' ? refuse(brokenText) : finish(end, parts, lengthBytes);
  };
  return {
    readBody: (stream, limitBytes) =>
      gather(
        stream,
        () => true,
        limitBytes,
        (end, parts, lengthBytes) => (end === 'stopped' ? 'too-large' : Buffer.concat(parts, lengthBytes)),
      ),
    measureBody: (stream, limitBytes) =>
      gather(
        stream,
        (lengthBytes) => lengthBytes <= limitBytes,
        Number.POSITIVE_INFINITY,
        (_end, parts, lengthBytes) => ({ lengthBytes, bytes: Buffer.concat(parts) }),
      ),
  };
}

/** One bound for the process. */
export const { readBody, measureBody } = createBodyReader(maxHeldBytes);

export function discardBody(stream: Readable): Promise<Outcome<number>> {
  let lengthBytes = 0;
  return consume(stream, (part) => {
    lengthBytes += part.length;
    return true;
  }).then((end) => (end === 'broken' ? refuse(brokenText) : lengthBytes));
}

/** Not `for await`: leaving that early would destroy the stream, and the reply with it. */
function consume(stream: Readable, take: (part: Uint8Array) => boolean): Promise<'whole' | 'stopped' | 'broken'> {
  return new Promise((resolve) => {
    const settle = (end: 'whole' | 'stopped' | 'broken'): void => {
      stream.off('data', onData).off('end', onEnd).off('aborted', onBroken).off('close', onBroken);
      resolve(end);
    };
    const onData = (part: Uint8Array): void => {
      if (take(part)) return;
      stream.pause();
      settle('stopped');
    };
    const onEnd = (): void => settle('whole');
    const onBroken = (): void => settle('broken');
    if (stream.readableEnded) return settle('whole');
    if (stream.destroyed) return settle('broken');
    stream.on('data', onData).on('end', onEnd).on('aborted', onBroken).on('close', onBroken);
  });
}

/** The body of an answer, whole, where it cannot be sent in pieces. */
export async function collectBody(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}
