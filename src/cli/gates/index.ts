export { checkGates, type Gates, gateOptions, hasGates, readGates } from './gates.js';
