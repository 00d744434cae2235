export { readConfigFile } from './config-file.js';
export { readDashboardSettings, saveFilter, writeDashboardSettings } from './dashboard-settings.js';
export { configFile, dataFolder } from './folders.js';
export {
  formatHostPort,
  type HostPort,
  parseDurationMs,
  parseHostPort,
  parseRateBitsPerSec,
  parseSizeBytes,
  parseWaitMs,
} from './parse-units.js';
export { type ExportPlan, exportOptions, readExports } from './read-exports.js';
export { readFaults } from './read-faults.js';
export { type RecordTo, readRecordTo } from './read-record-to.js';
export { readSecret } from './read-secret.js';
export { type ListenPlan, readUpstreams, type UpstreamPlan } from './read-upstreams.js';
export { readVerification } from './read-verification.js';
export { formatRepository, proxiedRepository } from './repository.js';
export { toolName, toolVersion } from './tool-version.js';
export { demoLine, describeLine, type EmulatedLine, lineOptions, namedLines, readLine } from './wan.js';
