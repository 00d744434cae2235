// An embedded server behind a tap that ends TLS on both sides, so that a test sees the bytes of the session and may change what
// the server says. In: the test, and how the server's bytes are handed on. Out: where to connect, and what was sent.

import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { ClientOptions } from '../../src/pbs-client/index.js';
import { createCertificate, fingerprintOf } from '../../src/pbs-server/certificate.js';
import type { PbsServerOptions } from '../../src/pbs-server/index.js';
import type { Sent } from './decode-lines.js';
import { type RunningServer, startTestServer } from './running-server.js';

export interface TappedServer {
  readonly running: RunningServer;
  readonly options: ClientOptions;
  /** One list a connection; times are the order, not the clock. */
  readonly connections: readonly (readonly Sent[])[];
}

/** In: what the server has sent and was not handed on yet. Out: what the client gets now, and what waits for more. */
export type HandOn = (held: Buffer) => { readonly now: Buffer; readonly later: Buffer };

const atOnce: HandOn = (held) => ({ now: held, later: Buffer.alloc(0) });

export async function startTappedServer(
  context: TestContext,
  handOn: HandOn = atOnce,
  serverOptions: Partial<PbsServerOptions> = {},
): Promise<TappedServer> {
  const running = await startTestServer(context, serverOptions);
  const tls = await createCertificate(Date.now());
  const connections: Sent[][] = [];
  const tap = createServer(tls, (client) => {
    const sent: Sent[] = [];
    connections.push(sent);
    const { host, port } = running.server.address;
    const server = connect({ host, port, rejectUnauthorized: false });
    let held: Buffer = Buffer.alloc(0);
    client.on('data', (bytes: Buffer) => {
      sent.push({ atMs: sent.length, direction: 'toServer', bytes });
      server.write(bytes);
    });
    server.on('data', (bytes: Buffer) => {
      const { now, later } = handOn(Buffer.concat([held, bytes]));
      held = later;
      if (now.length === 0) return;
      sent.push({ atMs: sent.length, direction: 'toClient', bytes: now });
      client.write(now);
    });
    passEnd(client, server);
    passEnd(server, client);
  });
  await new Promise<void>((resolve) => tap.listen(0, '127.0.0.1', resolve));
  context.after(() => new Promise((resolve) => tap.close(resolve)));
  const options: ClientOptions = {
    repository: {
      authId: running.server.tokenId,
      host: '127.0.0.1',
      port: (tap.address() as AddressInfo).port,
      store: 'store1',
    },
    secret: running.server.tokenSecret,
    fingerprint: fingerprintOf(tls.cert),
    averageChunkBytes: 16 * 1024,
  };
  return { running, options, connections };
}

function passEnd(from: TLSSocket, to: TLSSocket): void {
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
}
