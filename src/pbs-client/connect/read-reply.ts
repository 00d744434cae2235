// In: the stream of one call. Out: the whole body of a 2xx reply; everything else is a ClientFailure: a refusal with the
// server's text, or the end of the session before the reply was whole.
import type { ClientHttp2Stream } from 'node:http2';
import { ClientFailure } from '../client-failure.js';

/** An index of a 16 TiB stream in 4 MiB chunks is the largest reply there is by far: 160 MiB. */
const maxReplyBytes = 256 * 1024 * 1024;

export function readReply(stream: ClientHttp2Stream, sessionFailure: () => ClientFailure | null): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bodyBytes = 0;
    let status = 0;
    let isWhole = false;
    let reason = 'the call was ended without a reply';
    stream.on('response', (headers) => {
      status = Number(headers[':status'] ?? 0);
    });
    stream.on('data', (bytes: Buffer) => {
      bodyBytes += bytes.length;
      if (bodyBytes <= maxReplyBytes) parts.push(bytes);
      else stream.destroy(new Error(`a reply of more than ${maxReplyBytes} bytes`));
    });
    stream.on('error', (error) => {
      reason = error.message;
    });
    stream.on('end', () => {
      isWhole = status !== 0;
    });
    stream.on('close', () => {
      const body = Buffer.concat(parts);
      if (!isWhole) reject(sessionFailure() ?? new ClientFailure('tunnel-broken', reason));
      else if (status >= 200 && status < 300) resolve(body);
      else reject(new ClientFailure('call-refused', body.toString('utf8').trim() || `status ${status}`, status));
    });
  });
}
