// In: an index file as the server hands it out, and what the manifest says of it. Out: its entries, or a fault. Checksum and
// size are counted from the entries, not taken from the header, as the official client does (protocol.md 7.5).
import { type IndexEntry, IndexFileParser, type Manifest } from '../core/pbs/index.js';
import { IndexChecksum } from './index-csum.js';

export type ManifestFile = Manifest['files'][number];

export type IndexFile =
  | { readonly kind: 'index'; readonly entries: readonly IndexEntry[]; readonly archiveBytes: number }
  /** The words of the official client. */
  | { readonly kind: 'damaged'; readonly fault: string };

export function readIndexFile(bytes: Uint8Array, file: ManifestFile): IndexFile {
  const parser = new IndexFileParser();
  const entries = parser.feed(bytes);
  const fault = parser.end();
  if (fault !== null) return { kind: 'damaged', fault: `${file.filename}: ${fault}` };
  const csum = new IndexChecksum(parser.header?.kind ?? 'fixed');
  for (const entry of entries) csum.add(entry.digest, entry.startBytes + (entry.lengthBytes ?? 0));
  const { archiveBytes } = parser;
  if (csum.digest() !== file.csum) return { kind: 'damaged', fault: `wrong checksum for file '${file.filename}'` };
  if (archiveBytes !== file.sizeBytes)
    return { kind: 'damaged', fault: `wrong size for file '${file.filename}' (${archiveBytes} != ${file.sizeBytes})` };
  return { kind: 'index', entries, archiveBytes };
}
