export { clientPreface, Http2Decoder } from './http2-decoder.js';
