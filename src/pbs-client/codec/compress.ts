// In: bytes. Out: the same as zstd, level 1 as the official client's, by what this Node has: its own zstd (22.15 and later), else
// the optional package; with neither of them nothing is compressed, which the format allows.
import { createRequire } from 'node:module';
import * as zlib from 'node:zlib';

/** Whole zstd frames, or null where there is nothing to compress with. Need not be smaller than its input. */
export type Compress = (bytes: Uint8Array) => Uint8Array | null;

/** What Node 22.15 and later have; the types of Node 20 do not know them. */
interface ZstdOfNode {
  readonly zstdCompressSync?: (bytes: Uint8Array, options: { params: Record<number, number> }) => Uint8Array;
  readonly constants: { readonly ZSTD_c_compressionLevel?: number };
}

const packageName = '@toondepauw/node-zstd';
interface ZstdPackage {
  readonly Encoder: new (level: number) => { encodeSync(bytes: Buffer): Buffer };
}

const compressionLevel = 1;

export const compressNothing: Compress = () => null;

function compressWithNode({ zstdCompressSync, constants }: ZstdOfNode): Compress | null {
  const parameter = constants.ZSTD_c_compressionLevel;
  if (zstdCompressSync === undefined || parameter === undefined) return null;
  return (bytes) => zstdCompressSync(bytes, { params: { [parameter]: compressionLevel } });
}

/** Null where it is not installed: a platform that it has no build for, or `npm ci --omit=optional`. */
function compressWithPackage(): Compress | null {
  try {
    const { Encoder } = createRequire(import.meta.url)(packageName) as ZstdPackage;
    const encoder = new Encoder(compressionLevel);
    return (bytes) => encoder.encodeSync(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch {
    return null;
  }
}

/** Level 1 by Node, by the package, or not at all. */
export const compressAsInstalled: Compress =
  compressWithNode(zlib as unknown as ZstdOfNode) ?? compressWithPackage() ?? compressNothing;
