// Words of the protocol, which are nobody's names: parts of PBS paths, parameters, types, file names that every snapshot has.
// In: the endpoint table. Out: sets of words. A word that is missing here is hidden, never the other way round.
import { catalogName, clientLogName, encryptedKeyName, endpoints, manifestName, upgradeNames } from '../pbs/index.js';

const backupTypes = ['vm', 'ct', 'host'];

export const pathWords: ReadonlySet<string> = new Set(
  endpoints.flatMap((endpoint) => endpoint.path.split('/')).filter((part) => part !== '' && !part.startsWith('{')),
);

/** Whose values are numbers, switches or words of the protocol. Everything else in a query is hidden. */
export const openParameters: ReadonlySet<string> = new Set([
  'backup-type',
  ...endpoints.flatMap((endpoint) =>
    endpoint.parameters
      .filter(({ type }) => type === 'integer' || type === 'boolean' || type === 'integerList')
      .map((parameter) => parameter.name),
  ),
]);

export const parameterWords: ReadonlySet<string> = new Set(
  endpoints.flatMap((endpoint) => endpoint.parameters.map((parameter) => parameter.name)),
);

/** In every snapshot, and looked for by name. */
export const commonFileNames: ReadonlySet<string> = new Set([
  manifestName,
  catalogName,
  clientLogName,
  encryptedKeyName,
  'qemu-server.conf.blob',
  'pct.conf.blob',
  'fw.conf.blob',
]);

/** Accounts of every server. */
export const commonRealms: ReadonlySet<string> = new Set(['pam', 'pbs']);

/** In free text. */
export const commonWords: ReadonlySet<string> = new Set([
  ...pathWords,
  ...parameterWords,
  ...backupTypes,
  ...commonFileNames,
  ...commonRealms,
  ...Object.values(upgradeNames),
  'root',
  'localhost',
  'index',
  'chunk',
  'size',
  'data',
  'error',
]);
