export { beginNetlog } from './netlog.js';
