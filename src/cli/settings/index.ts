export { readConfigFile } from './config-file.js';
export { configFile, dataFolder } from './folders.js';
export { zoneOf } from './local-zone.js';
export {
  formatHostPort,
  type HostPort,
  parseDurationMs,
  parseHostPort,
  parseRateBitsPerSec,
  parseShare,
  parseSizeBytes,
  parseWaitMs,
} from './parse-units.js';
export { readSecret } from './read-secret.js';
export { formatRepository, proxiedRepository } from './repository.js';
export { toolName, toolVersion } from './tool-version.js';
