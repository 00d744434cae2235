// A client that speaks HTTP/2 in bytes of its own making, behind the 101: floods and broken frames that no HTTP stack would send.
// In: frames. Out: how the server took them: frames that it sent, and its end.
import type { TLSSocket } from 'node:tls';
import { type SessionSide, upgradeNames } from '../../src/core/pbs/index.js';
import { upgradeHead } from './faulty-server.js';
import { witnessFrameNames } from './frame-names.js';
import { frame, join, preface, settings, settingsAck, windowUpdate } from './http2-bytes.js';
import type { RunningServer, Snapshot } from './running-server.js';
import { openTls, request } from './session-client.js';

export interface Flood {
  readonly socket: TLSSocket;
  /** Resolves when the bytes are on their way or the server has hung up. */
  send(bytes: Uint8Array): Promise<'sent' | 'ended'>;
  /** Types of the frames that came so far, with the code of GOAWAY and RST_STREAM. */
  answers(): ReadonlyMap<string, number>;
  /** A PING, and its answer: the server has taken all that went before. Or it has given up: GOAWAY, or the end. */
  settle(): Promise<void>;
  readonly ended: Promise<void>;
}

const initialWindowId = 4;
const largestWindow = 2_147_483_647;
const headBytes = 9;
const pingType = 6;
const lastPing = Buffer.from('lastping');

export async function openFlood(
  running: RunningServer,
  snapshot: Snapshot,
  { side = 'backup', windowBytes = largestWindow }: { readonly side?: SessionSide; readonly windowBytes?: number } = {},
): Promise<Flood> {
  const socket = await openTls(running.server.address);
  const head = await request(socket, upgradeHead(running, snapshot, side));
  if (head.status !== 101) throw new Error(`no ${upgradeNames[side]}: ${head.body}`);
  const counts = new Map<string, number>();
  let onSettled = (): void => undefined;
  let onGoaway = (): void => undefined;
  let onSettings = (): void => undefined;
  let rest = Buffer.alloc(0);
  socket.on('data', (part: Buffer) => {
    rest = Buffer.concat([rest, part]);
    while (rest.length >= headBytes && rest.length >= headBytes + rest.readUIntBE(0, 3)) {
      const answer = rest.subarray(0, headBytes + rest.readUIntBE(0, 3));
      const name = describeAnswer(answer);
      if (name === 'PING' && answer.subarray(headBytes).equals(lastPing)) onSettled();
      if (name.startsWith('GOAWAY')) onGoaway();
      if (name === 'SETTINGS') onSettings();
      counts.set(name, (counts.get(name) ?? 0) + 1);
      rest = rest.subarray(answer.length);
    }
  });
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  /** Behind a GOAWAY the server need not read any more. */
  const givenUp = new Promise<'ended'>((resolve) => {
    onGoaway = () => resolve('ended');
    void ended.then(onGoaway);
  });
  const send: Flood['send'] = (bytes) => {
    if (socket.destroyed) return Promise.resolve('ended');
    if (socket.write(bytes)) return Promise.resolve('sent');
    return Promise.race([new Promise<'sent'>((resolve) => socket.once('drain', () => resolve('sent'))), givenUp]);
  };
  const settle = async (): Promise<void> => {
    const settled = new Promise<void>((resolve) => {
      onSettled = resolve;
    });
    await send(frame(pingType, 0, 0, lastPing));
    await Promise.race([settled, givenUp]);
  };
  // An acknowledgement ahead of what it acknowledges would be an error of the connection (RFC 9113, 6.5).
  const greeted = new Promise<void>((resolve) => {
    onSettings = resolve;
  });
  await send(join(preface, settings({ [initialWindowId]: windowBytes }), windowUpdate(0, largestWindow - 65_535)));
  await Promise.race([greeted, ended]);
  await send(settingsAck);
  return { socket, send, answers: () => counts, settle, ended };
}

function describeAnswer(frame: Buffer): string {
  const name = witnessFrameNames[frame[3] ?? -1] ?? 'UNKNOWN';
  if (name === 'RST_STREAM') return `RST_STREAM ${frame.readUInt32BE(headBytes)}`;
  return name === 'GOAWAY' ? `GOAWAY ${frame.readUInt32BE(headBytes + 4)}` : name;
}
