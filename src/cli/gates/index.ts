export { checkGates, gateOptions, readGates } from './gates.js';
