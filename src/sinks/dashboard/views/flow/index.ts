export { flowView } from './flow.js';
