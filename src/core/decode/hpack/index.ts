export {
  type HeaderBlock,
  type HeaderField,
  HpackDecoder,
  type HpackDecoderOptions,
  type HpackProblem,
  type HpackProblemCode,
  unknownText,
} from './hpack-decoder.js';
export { huffmanCodes } from './huffman.js';
export { staticTable } from './static-table.js';
