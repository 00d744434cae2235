// In: the name of a trace. Out: what packs its bytes on the way to the file: gzip for `.gz`, zstd for `.zst`, nothing otherwise. Node has
// zstd from 22.15 on; before, the optional package packs piece by piece, each a frame of its own, which every zstd reader takes.
import { createRequire } from 'node:module';
import { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

export interface Packer extends NodeJS.ReadWriteStream {
  readonly writableLength: number;
  /** What was written so far becomes readable; absent where each piece does at once. */
  flushWritten?(): void;
  destroy(): void;
}

/** What Node 22.15 and later have; the types of Node 20 do not know them. */
interface ZstdOfNode {
  readonly createZstdCompress?: () => FlushedByKind;
  readonly constants: { readonly ZSTD_e_flush: number };
}

type FlushedByKind = Packer & { flush(kind: number): void };

interface ZstdPackage {
  readonly Encoder: new (level: number) => { encodeSync(bytes: Buffer): Buffer };
}

const packageName = '@toondepauw/node-zstd';
const compressionLevel = 3;

const flushable = (packer: FlushedByKind, kind: number): Packer =>
  Object.assign(packer, { flushWritten: () => packer.flush(kind) });

function createZstd(): Packer | null {
  const { createZstdCompress, constants } = zlib as unknown as ZstdOfNode;
  if (createZstdCompress !== undefined) return flushable(createZstdCompress(), constants.ZSTD_e_flush);
  try {
    const { Encoder } = createRequire(import.meta.url)(packageName) as ZstdPackage;
    const encoder = new Encoder(compressionLevel);
    return new Transform({ transform: (piece: Buffer, _encoding, done) => done(null, encoder.encodeSync(piece)) });
  } catch {
    return null; // not installed: a platform without a build, or `--omit=optional`
  }
}

/** Whether a trace of this name can be packed as its name says. */
export const canPack = (path: string): boolean => !path.endsWith('.zst') || createZstd() !== null;

/** Null: the bytes go as they are. */
export function createPacker(path: string): Packer | null {
  if (path.endsWith('.gz')) return flushable(zlib.createGzip(), zlib.constants.Z_SYNC_FLUSH);
  return path.endsWith('.zst') ? createZstd() : null;
}
