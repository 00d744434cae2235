export { type HeaderBlock, HpackDecoder } from './hpack-decoder.js';
export { huffmanCodes } from './huffman.js';
export { staticTable } from './static-table.js';
