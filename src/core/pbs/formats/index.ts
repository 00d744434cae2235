export * from './blob.js';
export { crc32 } from './crc32.js';
export { decodeHex, digestBytes, encodeHex, isDigest } from './hex.js';
export { IndexFileParser } from './index-file-parser.js';
export {
  type DynamicIndexHeader,
  decodeDynamicIndexHeader,
  decodeFixedIndexHeader,
  decodeIndexHeader,
  dynamicEntryBytes,
  encodeDynamicIndexEntry,
  encodeDynamicIndexHeader,
  encodeFixedIndexHeader,
  type FixedIndexHeader,
  fixedEntryBytes,
  type IndexHeader,
} from './index-header.js';
export { formatJson, isJsonObject, type Json, type JsonObject, parseJson } from './json.js';
export {
  blobKindOf,
  blobMagics,
  catalogMagic,
  catalogName,
  clientLogName,
  dynamicIndexMagic,
  encryptedKeyName,
  fixedChunkSizeBytes,
  fixedIndexMagic,
  type IndexKind,
  indexHeaderBytes,
  indexKindOf,
  magicBytes,
  manifestName,
  maxChunkBytes,
  maxEncodedBlobBytes,
  maxWriterId,
  minEncodedBlobBytes,
  zeroChunkDigest,
} from './magic.js';
export {
  decodeManifest,
  formatManifest,
  manifestOf,
  parseManifest,
  parseManifestDocument,
} from './manifest.js';
export { formatBackupTime, groupPath, parseBackupTime, snapshotPath } from './snapshot.js';
export { decodeZstd } from './zstd.js';
