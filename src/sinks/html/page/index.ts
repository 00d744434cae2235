export type * from './page-data.js';
