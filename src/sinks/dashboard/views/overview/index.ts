export { overviewView } from './overview.js';
