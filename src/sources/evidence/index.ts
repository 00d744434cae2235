export { readEvidence } from './read-evidence.js';
