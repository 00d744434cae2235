export { verdictsView } from './verdicts.js';
