// Chunks, blobs and index sums for tests of the session protocol. In: content. Out: what a client would send for it.
import { createHash } from 'node:crypto';
import { encodeBlob, encodeDynamicIndexEntry, formatQuery } from '../../src/core/pbs/index.js';

export interface TestChunk {
  readonly digest: string;
  readonly sizeBytes: number;
  /** The whole DataBlob. */
  readonly blob: Uint8Array;
}

export function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

export function makeChunk(content: Uint8Array): TestChunk {
  return { digest: sha256(content), sizeBytes: content.length, blob: encodeBlob('uncompressed', content) };
}

/** Bytes that look random and are the same in every run. */
export function makeContent(sizeBytes: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let state = seed >>> 0;
  for (let i = 0; i < sizeBytes; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

export function chunkQuery(wid: number, chunk: TestChunk): string {
  return formatQuery({ digest: chunk.digest, 'encoded-size': chunk.blob.length, size: chunk.sizeBytes, wid });
}

/** csum of a dynamic index over these chunks in order. */
export function dynamicCsum(chunks: readonly TestChunk[]): string {
  let endBytes = 0;
  return sha256(
    ...chunks.map((chunk) => {
      endBytes += chunk.sizeBytes;
      return encodeDynamicIndexEntry(endBytes, chunk.digest);
    }),
  );
}

export function fixedCsum(digests: readonly string[]): string {
  return sha256(Buffer.from(digests.join(''), 'hex'));
}

export function appendBody(wid: number, chunks: readonly TestChunk[], firstOffsetBytes = 0): string {
  let offsetBytes = firstOffsetBytes;
  const offsets = chunks.map((chunk) => {
    offsetBytes += chunk.sizeBytes;
    return offsetBytes - chunk.sizeBytes;
  });
  return JSON.stringify({ 'digest-list': chunks.map((chunk) => chunk.digest), 'offset-list': offsets, wid });
}

export function makeManifest(
  snapshot: { readonly type: string; readonly id: string; readonly timeSeconds: number },
  files: readonly { readonly filename: string; readonly size: number; readonly csum: string }[],
): Uint8Array {
  const document = {
    'backup-id': snapshot.id,
    'backup-time': snapshot.timeSeconds,
    'backup-type': snapshot.type,
    files: files.map((file) => ({ ...file, 'crypt-mode': 'none' })),
    signature: null,
    unprotected: {},
  };
  return encodeBlob('uncompressed', Buffer.from(JSON.stringify(document, null, 2)));
}
