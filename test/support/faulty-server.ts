// An embedded server with faults, and what is seen on its wire. In: a fault file as a value. Out: sessions through a tap that
// keeps the frames of both sides as text, or through a TCP relay that sees how the server ends its connection.
import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { describeFrame } from '../../src/core/decode/index.js';
import { formatTarget, type SessionSide, upgradeNames } from '../../src/core/pbs/index.js';
import { type FaultPlan, parseFaultFile } from '../../src/pbs-server/index.js';
import { decodeEvents } from './decode-lines.js';
import type { RunningServer, Snapshot } from './running-server.js';
import { openTls, type ResponseHead, request, type ServerAddress, SessionClient } from './session-client.js';
import { startTappedServer } from './tapped-server.js';

export interface FaultyServer {
  readonly running: RunningServer;
  readonly address: ServerAddress;
  open(
    snapshot: Snapshot,
    side?: SessionSide,
  ): Promise<{ readonly head: ResponseHead; readonly client: SessionClient }>;
  /** Frames that the server sent on the n-th connection, one line each, without times. */
  frames(connection: number, direction?: 'toClient' | 'toServer'): readonly string[];
  /** Bytes that the server sent there. */
  text(connection: number): string;
  /** Log lines of faults. */
  applied(): readonly string[];
}

export function planOf(faults: readonly object[], seed = 1): FaultPlan {
  const file = parseFaultFile(JSON.stringify({ seed, faults }));
  if (file.kind === 'problem') throw new Error(`${file.line}:${file.column} ${file.sentence}`);
  return file.plan;
}

export async function startFaultyServer(context: TestContext, faults: readonly object[]): Promise<FaultyServer> {
  const { running, options, connections } = await startTappedServer(context, undefined, { faults: planOf(faults) });
  const address = { host: '127.0.0.1', port: options.repository.port };
  return {
    running,
    address,
    open: async (snapshot, side = 'backup') => {
      const socket = await openTls(address);
      context.after(() => socket.destroy());
      const head = await request(socket, upgradeHead(running, snapshot, side));
      assert.equal(head.status, 101, head.body);
      return { head, client: new SessionClient(socket) };
    },
    frames: (connection, direction = 'toClient') => {
      const lines: string[] = [];
      decodeEvents(connections[connection] ?? [], {
        onFrame: (frame) => {
          if (frame.direction === direction && frame.type !== 'HTTP1')
            lines.push(
              describeFrame(frame)
                .replace(/^\S+ \[1\] [CS]> /, '')
                .replace(/ date=.* GMT/, ''),
            );
        },
      });
      return lines;
    },
    text: (connection) =>
      Buffer.concat(
        (connections[connection] ?? []).flatMap((one) => (one.direction === 'toClient' ? [one.bytes] : [])),
      ).toString('latin1'),
    applied: () => running.lines.filter((line) => /(?:^|: )fault \d/.test(line)),
  };
}

export function upgradeHead(running: RunningServer, snapshot: Snapshot, side: SessionSide): readonly string[] {
  const target = formatTarget(side === 'backup' ? 'openBackup' : 'openReader', {
    'backup-id': snapshot.id,
    'backup-time': snapshot.timeSeconds,
    'backup-type': snapshot.type,
    store: 'store1',
  });
  return running.head(target, 'connection: upgrade', `upgrade: ${upgradeNames[side]}`);
}

export interface SeenEnd {
  readonly how: 'fin' | 'reset';
  /** Whether a TLS alert went before it: close_notify is one, and TLS 1.2 shows its kind in the clear. */
  readonly hasAlert: boolean;
}

/** A TLS 1.2 connection to the server over a relay that looks at TCP and at the heads of TLS records. */
export async function connectWatched(
  context: TestContext,
  server: ServerAddress,
): Promise<{ readonly socket: TLSSocket; readonly end: Promise<SeenEnd> }> {
  let tell = (_: SeenEnd): void => undefined;
  const end = new Promise<SeenEnd>((resolve) => {
    tell = resolve;
  });
  const relay = createServer((client) => relayTo(server, client, tell));
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  context.after(() => relay.close());
  const { port } = relay.address() as AddressInfo;
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
  socket.on('error', () => undefined);
  context.after(() => socket.destroy());
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  return { socket, end };
}

const recordHeadBytes = 5;
const alertType = 21;

function relayTo(address: ServerAddress, client: Socket, tell: (end: SeenEnd) => void): void {
  const server = connect({ ...address, allowHalfOpen: true });
  let bytes = Buffer.alloc(0);
  let hasAlert = false;
  server.on('data', (part: Buffer) => {
    bytes = Buffer.concat([bytes, part]);
    while (bytes.length >= recordHeadBytes && bytes.length >= recordHeadBytes + bytes.readUInt16BE(3)) {
      if (bytes[0] === alertType) hasAlert = true;
      bytes = bytes.subarray(recordHeadBytes + bytes.readUInt16BE(3));
    }
    client.write(part);
  });
  client.on('data', (part) => server.write(part));
  client.on('error', () => server.destroy()).on('end', () => server.end());
  server.on('end', () => {
    assert.equal(bytes.length, 0, 'the server ended in the middle of a TLS record');
    // libuv shows a RST directly behind data as an end; writing nothing fails only where the connection is gone.
    server.write(Buffer.alloc(0), (error) => {
      tell({ how: error ? 'reset' : 'fin', hasAlert });
      client.end();
      server.end();
    });
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') tell({ how: 'reset', hasAlert });
    client.destroy();
  });
}
