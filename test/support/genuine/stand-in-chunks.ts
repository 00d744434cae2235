// Chunks in the place of those that a fixture holds only as a header and zeros: same kind, same lengths, another digest.
// In: the recorded requests. Out: recorded digest → what is sent instead. Encrypted ones stay: no server can look into them.
import { blobKindOf, encodeBlobHeader, zeroChunkDigest } from '../../../src/core/pbs/index.js';
import { sha256 } from '../pbs-content.js';
import { parseCall, type RecordedRequest } from './recorded-requests.js';
import { zstdOfLength } from './zstd-blocks.js';

export interface StandIn {
  readonly digest: string;
  readonly blob: Buffer;
}

const headerBytes = 12;
/** So much of the recorded digest begins the content, where it fits: no two chunks become one. */
const prefixLengths = [32, 8, 4, 2];

export function makeStandIns(requests: Iterable<RecordedRequest>): ReadonlyMap<string, StandIn> {
  const standIns = new Map<string, StandIn>();
  for (const request of requests) {
    const { path, values } = parseCall(request);
    if (request.method !== 'POST' || !path.endsWith('_chunk')) continue;
    const digest = String(values['digest']);
    const kind = blobKindOf(request.body);
    if (standIns.has(digest) || kind === 'encrypted' || kind === 'encrypted-zstd' || kind === 'unknown') continue;
    standIns.set(digest, makeStandIn(digest, Number(values['size']), Number(values['encoded-size'])));
  }
  if (new Set([...standIns.values()].map((one) => one.digest)).size !== standIns.size) {
    throw new Error('two recorded chunks became one');
  }
  return standIns;
}

function makeStandIn(digest: string, sizeBytes: number, encodedBytes: number): StandIn {
  const isPlain = encodedBytes === sizeBytes + headerBytes;
  for (const length of digest === zeroChunkDigest ? [0] : prefixLengths) {
    const prefix = Buffer.from(digest, 'hex').subarray(0, Math.min(length, sizeBytes));
    const content = Buffer.concat([prefix, Buffer.alloc(sizeBytes - prefix.length)]);
    const payload = isPlain ? content : zstdOfLength(prefix, sizeBytes - prefix.length, encodedBytes - headerBytes);
    if (payload === null) continue;
    // The CRC is the server's business: for chunks it looks at none (protocol.md 5.5).
    const blob = Buffer.concat([encodeBlobHeader(isPlain ? 'uncompressed' : 'zstd', 0), payload]);
    return { digest: sha256(content), blob };
  }
  throw new Error(`no chunk of ${sizeBytes} bytes in ${encodedBytes}`);
}
