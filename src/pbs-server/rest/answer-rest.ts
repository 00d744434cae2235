// One REST request, from any HTTP version, to one answer (protocol.md 3): path, credentials, declared permission, parameters,
// handler, in that order. In: the request as values. Out: an answer; refused ones are worded here. Sends nothing.
import {
  type Endpoint,
  matchEndpoint,
  maxTargetCharacters,
  parsePathVariables,
  parseQuery,
  splitTarget,
} from '../../core/pbs/index.js';
import { type CredentialHeaders, datastorePath } from '../accounts/index.js';
import { type Answer, parseBodyParameters, parseFormParameters, type ReadBody, type Values } from '../api/index.js';
import { describeDiskError, isDiskError } from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { normalizePath } from '../transport/index.js';
import { checkDeclared, declaredPrivileges } from './access.js';
import { publicEndpoints, type RestHandlers } from './calls.js';
import type { ServerContext } from './context.js';

export interface RestRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: CredentialHeaders;
  readonly readBody: ReadBody;
}

/** A request that may go on: who asks, for what. */
export interface AdmittedRequest {
  /** As this release knows it. */
  readonly endpoint: Endpoint;
  /** Empty only for calls that need no credentials. */
  readonly authId: string;
  readonly path: string;
  readonly query: string;
}

const uriTooLong = 414;
const notFound = 404;
const internalError = 500;

export async function admitRequest(context: ServerContext, request: RestRequest): Promise<Outcome<AdmittedRequest>> {
  if (request.target.length > maxTargetCharacters) return refuse('', uriTooLong, 'routing');
  const { path: rawPath, query } = splitTarget(request.target);
  const path = normalizePath(rawPath);
  if (path === null) return refuse('path contains illegal components', 400, 'routing');
  const endpoint = findEndpoint(context, request.method, path);
  const isPublic = endpoint !== null && publicEndpoints.has(endpoint.name);
  const authId = isPublic ? '' : await context.accounts.authenticate(request.method, request.headers);
  if (isRefusal(authId)) return authId;
  if (endpoint === null) return refuse(`Path '${path}' not found.`, notFound);
  const refusal = await checkEndpoint(context, endpoint, path, authId);
  return isRefusal(refusal) ? refusal : { endpoint, authId, path, query };
}

/** The endpoint without what this release does not know of it; null when it does not know it at all. */
function findEndpoint(context: ServerContext, method: string, path: string): Endpoint | null {
  const { lacks } = context.personality;
  const endpoint = matchEndpoint('rest', method, path);
  if (endpoint === null || lacks.endpoints.has(endpoint.name)) return null;
  const unknown = lacks.parameters[endpoint.name] ?? [];
  if (unknown.length === 0) return endpoint;
  return { ...endpoint, parameters: endpoint.parameters.filter((parameter) => !unknown.includes(parameter.name)) };
}

async function checkEndpoint(
  context: ServerContext,
  endpoint: Endpoint,
  path: string,
  authId: string,
): Promise<Outcome<null>> {
  const wanted = declaredPrivileges[endpoint.name];
  if (wanted === undefined) return null;
  const store = new Map(readPathVariables(endpoint, path)).get('store') ?? '';
  return checkDeclared(context, authId, datastorePath(store), wanted);
}

export async function answerRest(
  context: ServerContext,
  handlers: RestHandlers,
  request: RestRequest,
  admitted: AdmittedRequest,
): Promise<Outcome<Answer>> {
  const handler = handlers[admitted.endpoint.name];
  if (handler === undefined) return refuse(`Path '${admitted.path}' not found.`, notFound);
  const values = await readRestParameters(context, request, admitted);
  if (isRefusal(values)) return values;
  try {
    return await handler({ values, authId: admitted.authId, readBody: request.readBody });
  } catch (error) {
    if (isDiskError(error)) return refuse(describeDiskError(error));
    return refuse(`internal error - ${error instanceof Error ? error.message : String(error)}`, internalError);
  }
}

export async function readRestParameters(
  context: ServerContext,
  request: RestRequest,
  { endpoint, path, query }: AdmittedRequest,
): Promise<Outcome<Values>> {
  const variables = readPathVariables(endpoint, path);
  if (!endpoint.isSynchronous) return parseFormParameters(endpoint, [...variables, ...parseQuery(query)]);
  const body = await request.readBody(context.personality.maxBodyBytes);
  if (isRefusal(body)) return body;
  if (body === 'too-large') return refuse('Request body too large');
  const contentType = request.headers['content-type'];
  return parseBodyParameters(endpoint, {
    contentType: typeof contentType === 'string' ? contentType : null,
    query,
    body: Buffer.from(body).toString('utf8'),
    pathVariables: variables,
  });
}

/** A UPID comes percent-encoded; what is no text stays as it is, and its pattern says the rest. */
function readPathVariables(endpoint: Endpoint, path: string): readonly (readonly [name: string, value: string])[] {
  return parsePathVariables(endpoint, path).map(([name, value]) => {
    try {
      return [name, decodeURIComponent(value)] as const;
    } catch {
      return [name, value] as const;
    }
  });
}
