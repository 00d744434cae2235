// REST calls to a test server on one connection. In: method, endpoint, values. Out: the status and the body as text, or the data.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type EndpointName, endpointNamed, formatTarget, type QueryValue } from '../../src/core/pbs/index.js';
import type { RunningServer } from './running-server.js';
import { openTls, request } from './session-client.js';

type Values = Readonly<Record<string, QueryValue>>;

export interface RestCaller {
  /** `200 {"data":…}`, `400 why not`. */
  text(name: EndpointName, values?: Values): Promise<string>;
  data(name: EndpointName, values?: Values): Promise<unknown>;
}

/** Parameters go into the query; the datastore is the test server's own. */
export async function openRest(t: TestContext, running: RunningServer): Promise<RestCaller> {
  const socket = await openTls(running.server.address);
  t.after(() => socket.destroy());
  const text: RestCaller['text'] = async (name, values = {}) => {
    const target = formatTarget(name, { store: 'store1', ...values });
    const [, ...headers] = running.head(target);
    const response = await request(socket, [`${endpointNamed(name).method} ${target} HTTP/1.1`, ...headers]);
    return `${response.status} ${response.body}`;
  };
  return {
    text,
    data: async (name, values) => {
      const answer = await text(name, values);
      assert.ok(answer.startsWith('200 '), answer);
      return (JSON.parse(answer.slice(4)) as { readonly data: unknown }).data;
    },
  };
}
