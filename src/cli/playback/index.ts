export { createPlayer, maxPlayedEvents, parseSpeed, type Recording } from './player.js';
