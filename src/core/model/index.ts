export * from './diff/index.js';
export * from './predict/index.js';
