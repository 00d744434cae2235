// What the pipelines send: a chunk that is known by its digest before anything is encoded, so that a known one costs no more than
// its digest, and a synthetic one need not have bytes at all. In: cut bytes. Out: chunks.
import type { Codec } from '../codec/index.js';

export interface SourceChunk {
  readonly digest: string;
  readonly sizeBytes: number;
  /** The DataBlob; called at most once, and only when the chunk is new. */
  encode(): Uint8Array;
}

export async function* digestChunks(cut: AsyncIterable<Uint8Array>, codec: Codec): AsyncGenerator<SourceChunk> {
  for await (const bytes of cut) {
    yield { digest: codec.digest(bytes), sizeBytes: bytes.length, encode: () => codec.encode(bytes) };
  }
}
