// One connection of the player to the server under test: bytes out in order, bytes in through the same decoder as the recording's.
// In: what to send, what to wait for. Out: promises that resolve when it came, and reject when the connection ended before.
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { FrameRecord } from '../../../src/core/decode/index.js';
import { resetPeer } from '../relay-rig.js';
import type { ServerAddress } from '../session-client.js';
import type { Conversation } from './conversation.js';
import { FlowWindows } from './flow-windows.js';

export class LiveConnection {
  readonly windows = new FlowWindows();
  readonly serverFrames: FrameRecord[] = [];
  readonly #socket: TLSSocket;
  readonly #tcp: Socket;
  readonly #conversation: Conversation;
  readonly #connection: number;
  #waiting: (() => void)[] = [];
  #isClosed = false;

  static async open(address: ServerAddress, conversation: Conversation, connection: number): Promise<LiveConnection> {
    const tcp = connectTcp(address);
    const tls = connectTls({ socket: tcp, rejectUnauthorized: false });
    await new Promise<void>((resolve, reject) => {
      tls.once('secureConnect', resolve).once('error', reject);
    });
    return new LiveConnection(tls, tcp, conversation, connection);
  }

  private constructor(socket: TLSSocket, tcp: Socket, conversation: Conversation, connection: number) {
    this.#socket = socket;
    this.#tcp = tcp;
    this.#conversation = conversation;
    this.#connection = connection;
    const ends = { client: '127.0.0.1:1', server: '127.0.0.1:8007', entry: 'direct' as const, isLateJoin: false };
    conversation.feed({ kind: 'opened', connection, atMs: 0, ...ends });
    socket.on('error', () => undefined); // `close` follows
    tcp.setNoDelay(true); // every write of a recorded frame is followed by waiting
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  send(bytes: Uint8Array): void {
    const connection = this.#connection;
    this.#conversation.feed({ kind: 'bytes', connection, atMs: 0, direction: 'toServer', bytes });
    this.#socket.write(bytes);
  }

  /** Returns when the condition holds; it is asked again whenever something came. */
  async until(isTrue: () => boolean, what: string): Promise<void> {
    while (!isTrue()) {
      if (this.#isClosed) throw new Error(`the server ended connection ${this.#connection} before: ${what}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** FIN behind all that was sent. */
  end(): void {
    this.#socket.end();
  }

  /** Returns when the socket is gone: to touch the TLS above it before then crashes Node 20. */
  async reset(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#tcp.once('close', () => resolve()));
    resetPeer(this.#tcp);
    await gone;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    const connection = this.#connection;
    const { events, frames } = this.#conversation.feed({
      kind: 'bytes',
      connection,
      atMs: 0,
      direction: 'toClient',
      bytes,
    });
    for (const event of events) this.windows.noteReceived(event);
    this.serverFrames.push(...frames.filter((frame) => frame.type !== 'HTTP1' && frame.direction === 'toClient'));
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
