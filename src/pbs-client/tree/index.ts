export { packTree } from './pack-tree.js';
export { type UnpackedTree, type Unpacker, unpackTree } from './unpack-tree.js';
export type { OnSkipped } from './walk-tree.js';
