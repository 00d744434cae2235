export { callsView } from './calls.js';
