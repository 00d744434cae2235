export { type Codec, createCodec, sha256 } from './codec.js';
export { type Compress, compressAsInstalled, compressNothing } from './compress.js';
export { type DataKey, dataKeyBytes, deriveDataKey, signManifest } from './data-key.js';
export { type KeyFile, parseKeyFile } from './key-file.js';
