export { clientPreface, Http2Decoder, type Http2Options } from './http2-decoder.js';
