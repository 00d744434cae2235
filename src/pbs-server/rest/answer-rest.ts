// One REST request, from any HTTP version, to one answer (protocol.md 3): path, credentials, parameters, handler, in that
// order. In: the request as values. Out: an answer; refused ones are worded here. Sends nothing.
import {
  type Endpoint,
  matchEndpoint,
  maxTargetCharacters,
  parsePathVariables,
  parseQuery,
  splitTarget,
} from '../../core/pbs/index.js';
import type { CredentialHeaders } from '../accounts.js';
import { type Answer, parseBodyParameters, parseFormParameters, type ReadBody, type Values } from '../api/index.js';
import { describeDiskError, isDiskError } from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { normalizePath } from '../transport/index.js';
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
  readonly endpoint: Endpoint;
  readonly authId: string | null;
  readonly path: string;
  readonly query: string;
}

export function admitRequest(context: ServerContext, request: RestRequest): Outcome<AdmittedRequest> {
  if (request.target.length > maxTargetCharacters) return refuse('', 414, 'routing');
  const { path: rawPath, query } = splitTarget(request.target);
  const path = normalizePath(rawPath);
  if (path === null) return refuse('path contains illegal components', 400, 'routing');
  const endpoint = matchEndpoint('rest', request.method, path);
  const isPublic = endpoint !== null && publicEndpoints.has(endpoint.name);
  const authId = isPublic ? null : context.accounts.authenticate(request.method, request.headers);
  if (isRefusal(authId)) return authId;
  return endpoint === null ? refuse(`Path '${path}' not found.`, 404) : { endpoint, authId, path, query };
}

export async function answerRest(
  context: ServerContext,
  handlers: RestHandlers,
  request: RestRequest,
  admitted: AdmittedRequest,
): Promise<Outcome<Answer>> {
  const handler = handlers[admitted.endpoint.name];
  if (handler === undefined) return refuse(`Path '${admitted.path}' not found.`, 404);
  const values = await readRestParameters(context, request, admitted);
  if (isRefusal(values)) return values;
  try {
    return await handler({ values, authId: admitted.authId, readBody: request.readBody });
  } catch (error) {
    if (isDiskError(error)) return refuse(describeDiskError(error));
    return refuse(`internal error - ${error instanceof Error ? error.message : String(error)}`, 500);
  }
}

export async function readRestParameters(
  context: ServerContext,
  request: RestRequest,
  { endpoint, path, query }: AdmittedRequest,
): Promise<Outcome<Values>> {
  const variables = parsePathVariables(endpoint, path);
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
