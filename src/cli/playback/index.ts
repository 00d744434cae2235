export { createPlayer, maxPlayedEvents, parseSpeed, type Recording } from './player.js';
export { withLogs } from './with-logs.js';
