export { Http1Decoder, type Http1Options, type Http1Phase } from './http1-decoder.js';
