export { readFaults } from './read-faults.js';
