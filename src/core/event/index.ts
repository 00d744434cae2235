export { describeEvent } from './describe.js';
export type * from './event.js';
