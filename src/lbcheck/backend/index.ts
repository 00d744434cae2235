// Front door of the far end of a box.
export { type Backend, type BackendOptions, startBackend } from './backend.js';
export { type Beginning, readBeginning } from './seen.js';
export type { TappedConnection } from './tap.js';
