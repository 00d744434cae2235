export { renderDissector } from './dissector.js';
export { PcapngEncoder, type PcapngOptions } from './encoder.js';
