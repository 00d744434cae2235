export { BodyCollector, type Part } from './body-collector.js';
