export { type Log, openLog } from './log.js';
export { createPrinter, type Printer } from './printer.js';
