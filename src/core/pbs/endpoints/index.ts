export type { Endpoint, EndpointName, Parameter, RestName, Side } from './endpoint.js';
export { namespacePath, safeId } from './endpoint.js';
export {
  endpointNamed,
  endpoints,
  formatTarget,
  isRestPath,
  matchEndpoint,
  maxTargetCharacters,
  parsePathVariables,
} from './match.js';
export { encodeForm, formatQuery, parseQuery, type QueryValue, splitTarget } from './query.js';
export { recogniseEndpoint } from './recognise.js';
export { type SessionSide, sideOfUpgrade, upgradeNames } from './upgrade.js';
