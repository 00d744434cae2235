export { BorderFinder } from './border-finder.js';
export { cutByContent } from './cut-by-content.js';
export { cutFixed } from './fixed-chunker.js';
