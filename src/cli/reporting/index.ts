export { chooseFormat, formatNames } from './choose-format.js';
export { writeReport } from './write-report.js';
