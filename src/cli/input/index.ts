export { type Input, type InputOptions, openInput } from './open-input.js';
