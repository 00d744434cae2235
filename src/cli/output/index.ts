export { hasScreen } from './has-screen.js';
export { createLiveLines, type LiveLines } from './live-lines.js';
export { type Log, openLog } from './log.js';
export { createPrinter, type Printer } from './printer.js';
export { openResult, type ResultOutput } from './result-file.js';
