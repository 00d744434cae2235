export { ByteBuffer } from './byte-buffer.js';
export { decodeLatin1, formatBytes } from './text.js';
