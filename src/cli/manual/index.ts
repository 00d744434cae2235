export { renderManual } from './render-manual.js';
