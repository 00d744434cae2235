// In: a stream in any cuts. Out: its content-defined chunks, each in memory of its own, so that the source may reuse its
// buffer. How large they are and where they end is the border finder's.
import { BorderFinder } from './border-finder.js';

export async function* cutByContent(
  source: AsyncIterable<Uint8Array>,
  averageBytes: number,
): AsyncGenerator<Uint8Array> {
  const finder = new BorderFinder(averageBytes);
  let parts: Uint8Array[] = [];
  for await (const bytes of source) {
    let at = 0;
    while (at < bytes.length) {
      const border = finder.scan(bytes, at);
      const end = border < 0 ? bytes.length : border;
      parts.push(bytes.slice(at, end));
      at = end;
      if (border < 0) continue;
      yield join(parts);
      parts = [];
    }
  }
  if (parts.length > 0) yield join(parts);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}
