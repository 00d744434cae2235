// In: a stream in any cuts. Out: chunks of one size, the last one shorter. protocol.md 7.8.

export async function* cutFixed(source: AsyncIterable<Uint8Array>, chunkBytes: number): AsyncGenerator<Uint8Array> {
  let chunk = new Uint8Array(chunkBytes);
  let filledBytes = 0;
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; ) {
      const taken = Math.min(chunkBytes - filledBytes, bytes.length - at);
      chunk.set(bytes.subarray(at, at + taken), filledBytes);
      at += taken;
      filledBytes += taken;
      if (filledBytes === chunkBytes) {
        yield chunk;
        chunk = new Uint8Array(chunkBytes);
        filledBytes = 0;
      }
    }
  }
  if (filledBytes > 0) yield chunk.subarray(0, filledBytes);
}
