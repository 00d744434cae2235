export type { Exchange, ExchangeStep } from './exchange.js';
export { ExchangeTracker } from './exchange-tracker.js';
