export { eventsView } from './events.js';
