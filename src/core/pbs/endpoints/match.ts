// In: a side, a method and a path as sent. Out: the endpoint that they name, or null; and the reverse, a target to send.
// The table is the only place where a PBS path is spelt. Slashes are collapsed, as the server does (protocol.md 1.4).
import type { Endpoint, EndpointName, Side } from './endpoint.js';
import { encodeForm, formatQuery, type QueryValue } from './query.js';
import { restEndpoints } from './rest-endpoints.js';
import { backupEndpoints, readerEndpoints } from './session-endpoints.js';

export const endpoints: readonly Endpoint[] = [...backupEndpoints, ...readerEndpoints, ...restEndpoints];

/** The server answers longer ones 414. */
export const maxTargetCharacters = 3072;
const apiRoot = 'api2';

const split = (path: string): readonly string[] => path.split('/').filter((part) => part !== '');
const isVariable = (part: string): boolean => part.startsWith('{');

interface Route {
  readonly endpoint: Endpoint;
  readonly parts: readonly string[];
}

/** By side, method and first part: few candidates remain. Paths of a session have one part. */
const routes = new Map<string, Route[]>();
for (const endpoint of endpoints) {
  const parts = split(endpoint.path);
  const key = routeKey(endpoint.side, endpoint.method, parts);
  routes.set(key, [...(routes.get(key) ?? []), { endpoint, parts }]);
}
const byName = new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]));

function routeKey(side: Side, method: string, parts: readonly string[]): string {
  return `${side} ${method} ${side === 'rest' ? parts.length : (parts[0] ?? '')}`;
}

export function matchEndpoint(side: Side, method: string, path: string): Endpoint | null {
  const parts = split(path);
  const candidates = routes.get(routeKey(side, method, parts)) ?? [];
  const found = candidates.find(
    (route) =>
      route.parts.length === parts.length && route.parts.every((part, i) => isVariable(part) || part === parts[i]),
  );
  return found?.endpoint ?? null;
}

/** Values of the path's variables: `{store}` → `store`. */
export function parsePathVariables(endpoint: Endpoint, path: string): readonly (readonly [string, string])[] {
  const parts = split(path);
  return split(endpoint.path).flatMap((part, i) => (isVariable(part) ? [[part.slice(1, -1), parts[i] ?? '']] : [])) as [
    string,
    string,
  ][];
}

/** True for paths that only the REST API has, known endpoint or not. */
export function isRestPath(path: string): boolean {
  return split(path)[0] === apiRoot;
}

export function endpointNamed(name: EndpointName): Endpoint {
  const endpoint = byName.get(name);
  if (endpoint === undefined) throw new Error(`no endpoint ${name}`); // ours: the type has a name that the table lacks
  return endpoint;
}

/** Path and query as the official client writes them: keys sorted, `//api2` where it does so, `{store}` from the values. */
export function formatTarget(name: EndpointName, values: Readonly<Record<string, QueryValue>> = {}): string {
  const endpoint = endpointNamed(name);
  const rest: Record<string, QueryValue> = { ...values };
  const parts = split(endpoint.path).map((part) => {
    if (!isVariable(part)) return part;
    const variable = part.slice(1, -1);
    const value = String(rest[variable] ?? '');
    delete rest[variable];
    return encodeForm(value);
  });
  const query = formatQuery(rest);
  return `${endpoint.hasDoubleSlash === true ? '//' : '/'}${parts.join('/')}${query === '' ? '' : `?${query}`}`;
}
