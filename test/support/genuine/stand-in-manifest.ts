// A manifest in the place of one that a capture lists but does not show. In: a snapshot, its files, the length of the blob.
// Out: `index.json.blob` of that very length, so that a listing has the sizes that the genuine server gave.
import { crc32, encodeBlob, encodeBlobHeader } from '../../../src/core/pbs/index.js';
import { type Block, encodeZstdBlocks } from './zstd-blocks.js';

export interface ListedFile {
  readonly filename: string;
  readonly 'crypt-mode': string;
  readonly size: number;
}

export interface ManifestOf {
  readonly type: string;
  readonly id: string;
  readonly timeSeconds: number;
  readonly files: readonly ListedFile[];
}

/** The one csum of all files: what makes the text short enough. */
const csum = '0'.repeat(64);
const blobHeaderBytes = 12;

export function makeManifest(of: ManifestOf, blobBytes: number | null): Uint8Array {
  const text = JSON.stringify({
    'backup-type': of.type,
    'backup-id': of.id,
    'backup-time': of.timeSeconds,
    files: of.files.map((file) => ({ ...file, csum })),
    signature: null,
    unprotected: {},
  });
  if (blobBytes === null) return encodeBlob('uncompressed', Buffer.from(text));
  const bare = encodeZstdBlocks(blocksOf(text));
  const padding = ' '.repeat(Math.max(0, blobBytes - blobHeaderBytes - bare.length));
  const frame = encodeZstdBlocks(blocksOf(text + padding));
  if (frame.length + blobHeaderBytes !== blobBytes) throw new Error(`no manifest of ${blobBytes} bytes: ${text}`);
  return Buffer.concat([encodeBlobHeader('zstd', crc32(frame)), frame]);
}

function blocksOf(text: string): readonly Block[] {
  const parts = text.split(csum);
  return parts.flatMap((part, index): readonly Block[] => {
    const raw: Block = { kind: 'raw', bytes: Buffer.from(part) };
    return index === parts.length - 1 ? [raw] : [raw, { kind: 'run', byte: 0x30, count: csum.length }];
  });
}
