// In: names and values of a call, wherever they stood (query, path, JSON or form body). Out: CallParameters.
// What is missing, of the wrong type or absurdly long stays absent: never a guess. protocol.md 4.1, 4.2.
import type { CallParameters, IndexEntry } from './call.js';
import { type Endpoint, parsePathVariables, parseQuery, splitTarget } from './endpoints/index.js';
import { isDigest, isJsonObject, type Json, type JsonObject, parseJson } from './formats/index.js';

/** Names are at most 256 characters in PBS; a target at most 3072. */
const maxTextCharacters = 1024;

const readText = (value: Json): string | undefined =>
  typeof value === 'string' && value.length <= maxTextCharacters ? value : undefined;

function readInteger(value: Json): number | undefined {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

const readDigest = (value: Json): string | undefined => (isDigest(value) ? value : undefined);

/** The spellings that PBS takes in a query. */
function readBoolean(value: Json): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).toLowerCase();
  if (['1', 'on', 'yes', 'true'].includes(text)) return true;
  return ['0', 'off', 'no', 'false'].includes(text) ? false : undefined;
}

/** A list is counted, not kept. */
const readLength = (value: Json): number | undefined => (Array.isArray(value) ? value.length : undefined);

interface Field {
  readonly key: keyof CallParameters;
  readonly read: (value: Json) => string | number | boolean | undefined;
}

const fields = new Map<string, Field>([
  ['archive-name', { key: 'archiveName', read: readText }],
  ['file-name', { key: 'fileName', read: readText }],
  ['wid', { key: 'wid', read: readInteger }],
  ['digest', { key: 'digest', read: readDigest }],
  ['size', { key: 'sizeBytes', read: readInteger }],
  ['encoded-size', { key: 'encodedSizeBytes', read: readInteger }],
  ['chunk-count', { key: 'chunkCount', read: readInteger }],
  ['csum', { key: 'csum', read: readDigest }],
  ['reuse-csum', { key: 'reuseCsum', read: readText }],
  ['digest-list', { key: 'entryCount', read: readLength }],
  ['store', { key: 'store', read: readText }],
  ['ns', { key: 'namespace', read: readText }],
  ['backup-type', { key: 'backupType', read: readText }],
  ['backup-id', { key: 'backupId', read: readText }],
  ['backup-time', { key: 'backupTime', read: readInteger }],
  ['benchmark', { key: 'isBenchmark', read: readBoolean }],
]);

function readPairs(pairs: Iterable<readonly [string, Json]>): CallParameters {
  const parameters: Record<string, unknown> = {};
  for (const [name, value] of pairs) {
    const field = fields.get(name);
    const read = field?.read(value);
    if (field !== undefined && read !== undefined) parameters[field.key] = read;
  }
  return parameters;
}

/** From path variables and query. */
export function readTargetParameters(endpoint: Endpoint | null, target: string): CallParameters {
  const { path, query } = splitTarget(target);
  return readPairs([...(endpoint === null ? [] : parsePathVariables(endpoint, path)), ...parseQuery(query)]);
}

/** A request body as PBS's synchronous handlers take it: JSON object, else form; null when it is neither. */
export function parseRequestBody(text: string): JsonObject | null {
  if (/^\s*[{[]/.test(text)) {
    const value = parseJson(text);
    return isJsonObject(value) ? value : null;
  }
  return Object.fromEntries(parseQuery(text));
}

export function readBodyParameters(body: JsonObject): CallParameters {
  return readPairs(Object.entries(body));
}

/** Entries of an append; null unless both lists are there, of one length and whole. */
export function readAppendEntries(body: JsonObject): readonly IndexEntry[] | null {
  const digests = body['digest-list'];
  const offsets = body['offset-list'];
  if (!Array.isArray(digests) || !Array.isArray(offsets) || digests.length !== offsets.length) return null;
  const entries: IndexEntry[] = [];
  for (let i = 0; i < digests.length; i++) {
    const digest = digests[i];
    const startBytes = offsets[i];
    if (!isDigest(digest) || !Number.isSafeInteger(startBytes) || startBytes < 0) return null;
    entries.push({ digest, startBytes, lengthBytes: null });
  }
  return entries;
}
