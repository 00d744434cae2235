// The body of a request, whole, with a limit. In: a stream (HTTP/1.1 or HTTP/2). Out: its bytes, `too-large` as soon as it
// passes the limit (the stream is left paused, the peer still sending), or a refusal when it broke off.
import type { Readable } from 'node:stream';
import type { MeasuredBody } from '../api/index.js';
import { type Outcome, refuse } from '../refusal.js';

const brokenText = 'error reading a body from connection: connection reset';

export function readBody(stream: Readable, limitBytes: number): Promise<Outcome<Uint8Array | 'too-large'>> {
  const parts: Uint8Array[] = [];
  let lengthBytes = 0;
  return consume(stream, (part) => {
    lengthBytes += part.length;
    parts.push(part);
    return lengthBytes <= limitBytes;
  }).then((end) => {
    if (end === 'stopped') return 'too-large';
    return end === 'broken' ? refuse(brokenText) : Buffer.concat(parts, lengthBytes);
  });
}

/** To its end, however long: what passes the limit is counted and thrown away. */
export function measureBody(stream: Readable, limitBytes: number): Promise<Outcome<MeasuredBody>> {
  const parts: Uint8Array[] = [];
  let lengthBytes = 0;
  return consume(stream, (part) => {
    lengthBytes += part.length;
    if (lengthBytes <= limitBytes) parts.push(part);
    else parts.length = 0;
    return true;
  }).then((end) => (end === 'broken' ? refuse(brokenText) : { lengthBytes, bytes: Buffer.concat(parts) }));
}

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
