// In: a call inside a session. Out: its HTTP/2 head and body as one dialect writes them: which headers in which order, and
// whether parameters stand in the query or in the body (protocol.md 1.9, 1.11).
import type { OutgoingHttpHeaders } from 'node:http2';
import { type EndpointName, endpointNamed, formatTarget, type QueryValue } from '../../core/pbs/index.js';
import { formatHost, type Repository } from '../repository.js';
import type { Credential } from './credential.js';
import type { Dialect } from './dialects.js';
import { userAgent } from './rest-call.js';

export interface RequestBody {
  readonly contentType: 'application/json' | 'application/octet-stream';
  readonly bytes: Uint8Array;
}

export interface Call {
  readonly name: EndpointName;
  readonly values: Readonly<Record<string, QueryValue>>;
  readonly body: RequestBody | null;
}

export interface Speaker {
  readonly dialect: Dialect;
  readonly repository: Repository;
  readonly credential: Credential;
}

export interface Request {
  readonly headers: OutgoingHttpHeaders;
  readonly bytes: Uint8Array | null;
}

/** Of the official client, whatever server is used (protocol.md 1.9). */
export const officialAuthority = 'localhost:8007';
const formType = 'application/x-www-form-urlencoded';

export const formatRequest = (call: Call, speaker: Speaker): Request =>
  speaker.dialect.heads === 'go' ? formatGo(call, speaker) : formatOfficial(call);

function formatOfficial({ name, values, body }: Call): Request {
  const headers = {
    ':method': endpointNamed(name).method,
    ':scheme': 'https',
    ':authority': officialAuthority,
    ':path': formatTarget(name, values),
    'user-agent': userAgent,
    'content-type': body?.contentType ?? formType,
  };
  return { headers, bytes: body?.bytes ?? null };
}

function formatGo({ name, values, body }: Call, { dialect, repository, credential }: Speaker): Request {
  const { method } = endpointNamed(name);
  const hasJson = dialect.jsonCalls.has(name);
  const bytes = hasJson ? Buffer.from(formatGoJson(name, values)) : (body?.bytes ?? null);
  const isJson = hasJson || body?.contentType === 'application/json';
  const isAuthorized = dialect.authorizedCalls.has(name) && credential.kind === 'token';
  const headers = {
    ':authority': formatHost(repository),
    ':method': method,
    ':path': formatTarget(name, hasJson ? {} : values),
    ':scheme': 'https',
    ...(isAuthorized ? { authorization: formatGoToken(credential.authId, credential.secret) } : {}),
    ...(isJson ? { 'content-type': 'application/json; charset=UTF-8' } : {}),
    ...(method === 'GET' ? {} : { 'content-length': bytes?.length ?? 0 }),
    'accept-encoding': 'gzip',
    'user-agent': 'Go-http-client/2.0',
  };
  return { headers, bytes };
}

/** The secret stands as it is. */
export const formatGoToken = (authId: string, secret: string): string => `PBSAPIToken=${authId}:${secret}`;

/** Its creation of a dynamic index comes from a format string, with a space; the others from an encoder. */
function formatGoJson(name: EndpointName, values: Call['values']): string {
  if (name === 'createDynamicIndex') return `{"archive-name": ${JSON.stringify(values['archive-name'])}}`;
  return JSON.stringify(values);
}
