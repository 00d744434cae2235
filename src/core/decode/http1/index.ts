export { Http1Decoder } from './http1-decoder.js';
