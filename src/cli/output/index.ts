export { createLiveLines, type LiveLines } from './live-lines.js';
export { type Log, openLog } from './log.js';
export { createPrinter, type Printer } from './printer.js';
export { openResult, type ResultOutput } from './result-file.js';
export { hasScreen, type Screen, showDashboard } from './screen.js';
