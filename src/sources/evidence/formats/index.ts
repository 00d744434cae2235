export type { EvidenceFormat } from './format.js';
export { evidenceFormats } from './formats.js';
