export { BorderFinder, cutByContent } from './buzhash-chunker.js';
export { cutFixed } from './fixed-chunker.js';
