export type * from './call.js';
export * from './endpoints/index.js';
export * from './formats/index.js';
