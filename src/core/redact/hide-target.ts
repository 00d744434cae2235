// Targets, queries and JSON parameters → the same without names. In: a value and the name of its parameter. Out: the value that may be
// seen. Parameters that are not known to be harmless are hidden: an unknown one may hold anything.
import {
  encodeForm,
  isDigest,
  isJsonObject,
  type Json,
  parsePathVariables,
  parseQuery,
  recogniseEndpoint,
  splitTarget,
} from '../pbs/index.js';
import { hideAuthId, hideAuthority, hideFileName, hideNamespace } from './hide-name.js';
import { hideText } from './hide-text.js';
import type { Pseudonyms } from './pseudonyms.js';
import { openParameters, pathWords } from './vocabulary.js';

type Hide = (value: string, names: Pseudonyms) => string;

const hiders: Readonly<Record<string, Hide>> = {
  store: (value, names) => names.of('store', value),
  ns: hideNamespace,
  parent: hideNamespace,
  'backup-id': (value, names) => names.of('id', value),
  'archive-name': hideFileName,
  'file-name': hideFileName,
  filename: hideFileName,
  username: hideAuthId,
  'new-owner': hideAuthId,
  owner: hideAuthId,
};

/** Of one parameter, wherever it stood. */
export function hideValue(name: string, value: string, names: Pseudonyms): string {
  if (value === '' || value === '***' || openParameters.has(name)) return value;
  if (isDigest(value)) return names.hex(value);
  const hide = Object.hasOwn(hiders, name) ? hiders[name] : undefined;
  return hide === undefined ? names.of('name', value) : hide(value, names);
}

/** Of a JSON body: numbers and switches stay, except where a name may be a number. */
export function hideJson(value: Json, name: string, names: Pseudonyms): Json {
  if (typeof value === 'string') return hideValue(name, value, names);
  if (typeof value === 'number' && Object.hasOwn(hiders, name)) return hideValue(name, String(value), names);
  if (Array.isArray(value)) return value.map((item) => hideJson(item, name, names));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hideJson(item, key, names)]));
}

export function hideQuery(query: string, names: Pseudonyms): string {
  const readable = (value: string): string => (value === '***' ? value : encodeForm(value));
  return parseQuery(query)
    .map(([name, value]) => {
      const shown = encodeForm(name);
      return value === '' && !query.includes(`${name}=`)
        ? shown
        : `${shown}=${readable(hideValue(name, value, names))}`;
    })
    .join('&');
}

export interface SeenTarget {
  readonly protocol: 'http1' | 'http2';
  readonly method: string;
  readonly target: string;
}

export function hideTarget(request: SeenTarget, names: Pseudonyms): string {
  if (request.method === 'CONNECT') return hideAuthority(request.target, names);
  const absolute = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)(.*)$/i.exec(request.target);
  if (absolute !== null) {
    const [, scheme = '', authority = '', rest = ''] = absolute;
    return `${scheme}${hideAuthority(authority, names)}${hideTarget({ ...request, target: rest }, names)}`;
  }
  const { path, query } = splitTarget(request.target);
  const shown = hidePath(request, path, names);
  return request.target.includes('?') ? `${shown}?${hideQuery(query, names)}` : shown;
}

function hidePath(request: SeenTarget, path: string, names: Pseudonyms): string {
  const endpoint = recogniseEndpoint({ ...request, side: null });
  const variables = endpoint === null ? [] : [...parsePathVariables(endpoint, path)];
  return path
    .split('/')
    .map((part) => {
      const variable = variables.find(([, value]) => value === part);
      if (part === '' || (variable === undefined && pathWords.has(part))) return part;
      return variable === undefined ? names.of('name', part) : hideValue(variable[0], part, names);
    })
    .join('/');
}

/** Headers that got past decode's list: addresses among them are hidden, what the software is stays. */
export function hideHeader(name: string, value: string, names: Pseudonyms): string {
  switch (name) {
    case 'host':
      return hideAuthority(value, names);
    case 'x-forwarded-for':
      return value
        .split(',')
        .map((address) => hideAuthority(address.trim(), names))
        .join(', ');
    case 'location':
      return hideTarget({ protocol: 'http1', method: 'GET', target: value }, names);
    case 'forwarded':
    case 'via':
    case 'alt-svc':
    case 'proxy-agent':
      return hideText(value, names);
    default:
      return value;
  }
}
