export { chooseFormat, formatNames } from './choose-format.js';
export { formatOfPath, reportEndings } from './format-of-path.js';
export { inZone } from './in-zone.js';
export { logicalSizeOption, readLogicalSize } from './logical-size.js';
export { reportTables } from './report-tables.js';
export { writeReport } from './write-report.js';
