export type { Recording } from './recording.js';
export { DataSetEncoder, type TableName, tableNames } from './tables.js';
