export * from './predict/index.js';
