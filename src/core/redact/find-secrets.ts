// What must not be in a trace, looked for by its form. In: a parsed line of a trace, of whatever kind, and texts that are known to be secret.
// Out: where something stands and what it is, never the secret itself. Forms of tickets and tokens: protocol.md 2.2 to 2.4.
import { isAllowedHeader, redactTarget } from '../decode/index.js';
import { decodeBase64 } from '../event/index.js';
import { isJsonObject, type Json, parseJson } from '../pbs/index.js';

export interface SecretFinding {
  /** `headers[2]`, `base64.password`. */
  readonly path: string;
  readonly what: string;
}

const forms: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an API token with its secret', /PBSAPIToken[ =:][^\s:]+:[^\s"]+/i],
  ['a ticket', /PBS(?:%3A|:)[^\s:]+@[^\s:]+(?:%3A|:)[0-9A-F]{8}(?:%3A|:){2}/i],
  ['a CSRF token', /\b[0-9A-F]{8}:[A-Za-z0-9+/]{43}\b/],
  ['a cookie of PBS', /PBSAuthCookie(?:=|%3D)[^\s;*]/i],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['credentials of a header', /\b(?:Basic|Bearer|Digest) +[A-Za-z0-9+/=._-]{8,}/],
  ['a password in a URL', /[a-z][a-z0-9+.-]*:\/\/[^/\s?#@*]*:[^/\s?#@*]+@/i],
];

const secretKey = /^(?:password|passwd|secret|ticket|csrfpreventiontoken|csrf|cookie|authorization|api-?key|value)$/i;

interface Search {
  readonly known: readonly string[];
  readonly found: SecretFinding[];
}

/** `known`: passwords and secrets that must not be there, as they are; looked for in URL and base64 form too. */
export function findSecrets(line: Json, known: readonly string[] = []): readonly SecretFinding[] {
  const search: Search = { known: known.flatMap(spellings), found: [] };
  visit(line, '', search);
  return search.found;
}

/** Of a line that is no JSON. */
export function findSecretsInText(text: string, known: readonly string[] = []): readonly SecretFinding[] {
  const search: Search = { known: known.flatMap(spellings), found: [] };
  visitText(text, '', search);
  return search.found;
}

const spellings = (secret: string): readonly string[] => (secret === '' ? [] : [secret, encodeURIComponent(secret)]);

function visit(value: Json, path: string, search: Search): void {
  if (typeof value === 'string') visitText(value, path, search);
  else if (Array.isArray(value)) {
    const [name, content] = value;
    if (typeof name === 'string' && typeof content === 'string' && value.length === 2) visitHeader(name, path, search);
    for (const [index, item] of value.entries()) visit(item, `${path}[${index}]`, search);
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value))
      visitMember(key, item, path === '' ? key : `${path}.${key}`, search);
  }
}

function visitHeader(name: string, path: string, search: Search): void {
  if (!path.startsWith('headers') || isAllowedHeader(name)) return;
  search.found.push({ path, what: `the header ${name}, which is not on the list` });
}

function visitMember(key: string, value: Json, path: string, search: Search): void {
  if (key === 'target' && typeof value === 'string' && redactTarget(value) !== value)
    search.found.push({ path, what: 'a secret parameter of a query' });
  if (path.includes('base64.') && secretKey.test(key) && typeof value === 'string' && value !== '***')
    search.found.push({ path, what: `a body with ${key}` });
  if (key === 'base64' && typeof value === 'string') visitBody(value, path, search);
  else visit(value, path, search);
}

/** A captured body: as JSON where it is, as text otherwise. */
function visitBody(base64: string, path: string, search: Search): void {
  const text = new TextDecoder().decode(decodeBase64(base64));
  const value = /^\s*[{[]/.test(text) ? parseJson(text) : undefined;
  if (value === undefined) visitText(text, path, search);
  else visit({ [path]: value }, '', search);
}

function visitText(text: string, path: string, search: Search): void {
  for (const [what, pattern] of forms) if (pattern.test(text)) search.found.push({ path, what });
  if (search.known.some((secret) => text.includes(secret)))
    search.found.push({ path, what: 'a secret that was given' });
}
