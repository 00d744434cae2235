// One call of the REST API before, or without, a session. In: its name and values. Out: the `data` of its reply; every other
// answer is a ClientFailure with the server's text. Lines and their order as the official client sends them (protocol.md 1.4).
import type { Socket } from 'node:net';
import {
  type EndpointName,
  endpointNamed,
  formatTarget,
  isJsonObject,
  type Json,
  parseJson,
  type QueryValue,
} from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import { formatHost, type Repository } from '../repository.js';
import { type Credential, formatCredential } from './credential.js';
import { exchange, type Response } from './exchange.js';

export const userAgent = 'proxmox-backup-client/1.0';
const authenticationStatuses: ReadonlySet<number> = new Set([401, 403]);

export interface RestRequest {
  readonly name: EndpointName;
  readonly values: Readonly<Record<string, QueryValue>>;
  readonly repository: Repository;
  /** Null for what needs none: a login. */
  readonly credential: Credential | null;
}

export async function callRest(
  socket: Socket,
  request: RestRequest,
  timeoutMs: number,
): Promise<{ readonly data: Json; readonly response: Response }> {
  const response = await exchange(socket, formatRequest(request), timeoutMs);
  const text = response.body.toString('utf8');
  if (response.status !== 200) {
    const kind = authenticationStatuses.has(response.status) ? 'authentication' : 'call-refused';
    throw new ClientFailure(kind, text.trim() || `status ${response.status}`, response.status);
  }
  const value = parseJson(text);
  if (isJsonObject(value) && value['data'] !== undefined) return { data: value['data'], response };
  throw new ClientFailure('damaged', 'got result without data property');
}

function formatRequest({ name, values, repository, credential }: RestRequest): string {
  const { method } = endpointNamed(name);
  const hasBody = method === 'POST';
  const body = hasBody ? JSON.stringify(sorted(values)) : '';
  const lines = [
    `${method} ${hasBody ? formatTarget(name) : formatGetTarget(name, values)} HTTP/1.1`,
    `user-agent: ${userAgent}`,
    `content-type: application/${hasBody ? 'json' : 'x-www-form-urlencoded'}`,
    ...(credential === null ? [] : formatCredential(credential)),
    `host: ${formatHost(repository)}`,
    ...(hasBody ? [`content-length: ${Buffer.byteLength(body)}`] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** A query without parameters leaves its `?` (protocol.md 0.3), but for the call that is made without a query at all. */
function formatGetTarget(name: EndpointName, values: RestRequest['values']): string {
  const target = formatTarget(name, values);
  return target.includes('?') || name === 'listGroups' ? target : `${target}?`;
}

/** Keys of a body stand in alphabetical order, as in a query. */
const sorted = (values: RestRequest['values']): Readonly<Record<string, QueryValue>> =>
  Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
