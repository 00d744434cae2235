// The port that a box believes to be PBS: a TCP relay to the embedded server that remembers what the box sent first, when the last byte
// passed, and who ended each connection how. In: connections of the box. Out: what was seen of them. Looks into no TLS record.
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { FirstProtocol } from './seen.js';

export interface TappedEnd {
  readonly by: 'box' | 'server';
  readonly how: 'fin' | 'reset';
  readonly atMs: number;
  /** Since the last byte either way. */
  readonly silentMs: number;
}

/** A ClientHello with everything in it, and a PROXY header before it. */
const maxFirstBytes = 4096;

export class TappedConnection {
  /** As the embedded server sees it: by this port its heads are found. */
  innerPort = 0;
  /** What the box sent first. */
  firstBytes: Buffer = Buffer.alloc(0);
  /** What came out of TLS first; null: nothing yet. */
  protocol: FirstProtocol | null = null;
  isUpgraded = false;
  end: TappedEnd | null = null;
  readonly boxAddress: string;
  readonly #box: Socket;
  readonly #server: Socket;
  #lastByteAtMs = performance.now();
  #isHeld = false;
  #passToBox: ((bytes: Buffer) => void) | null = null;
  #tellEnd: (end: TappedEnd) => void = () => undefined;
  readonly ended: Promise<TappedEnd>;

  constructor(box: Socket, server: Socket) {
    this.#box = box;
    this.#server = server;
    this.boxAddress = box.remoteAddress ?? '';
    this.ended = new Promise((resolve) => {
      this.#tellEnd = resolve;
    });
    server.once('connect', () => {
      this.innerPort = server.localPort ?? 0;
    });
    this.#pump(box, server, 'box');
    this.#pump(server, box, 'server');
  }

  get lastByteAtMs(): number {
    return this.#lastByteAtMs;
  }

  /** The server stops reading: what the box sends waits in the kernel. */
  hold(): void {
    this.#isHeld = true;
    this.#box.pause();
  }

  letGo(): void {
    this.#isHeld = false;
    this.#box.resume();
  }

  /** What the server sends passes slowly from now on: so many bytes at each beat. */
  trickle(bytesPerBeat: number, beatMs: number): void {
    let waiting: Buffer = Buffer.alloc(0);
    this.#passToBox = (bytes) => {
      waiting = Buffer.concat([waiting, bytes]);
      if (waiting.length > bytesPerBeat) this.#server.pause();
    };
    const beat = setInterval(() => {
      this.#box.write(waiting.subarray(0, bytesPerBeat));
      waiting = waiting.subarray(bytesPerBeat);
      if (waiting.length <= bytesPerBeat) this.#server.resume();
    }, beatMs);
    this.#box.once('close', () => clearInterval(beat));
  }

  destroy(): void {
    this.#box.destroy();
    this.#server.destroy();
  }

  #pump(from: Socket, to: Socket, by: TappedEnd['by']): void {
    from.on('data', (bytes: Buffer) => {
      this.#lastByteAtMs = performance.now();
      if (by === 'box' && this.firstBytes.length < maxFirstBytes)
        this.firstBytes = Buffer.concat([this.firstBytes, bytes]).subarray(0, maxFirstBytes);
      if (by === 'server' && this.#passToBox !== null) return this.#passToBox(bytes);
      if (!to.write(bytes)) from.pause();
    });
    to.on('drain', () => {
      if (by === 'server' || !this.#isHeld) from.resume();
    });
    from.on('end', () => {
      this.#note(by, 'fin');
      to.end();
    });
    from.on('error', () => {
      this.#note(by, 'reset');
      resetUnlessEnding(to);
    });
    from.on('close', () => to.destroySoon());
  }

  #note(by: TappedEnd['by'], how: TappedEnd['how']): void {
    if (this.end !== null) return;
    const atMs = performance.now();
    this.end = { by, how, atMs, silentMs: atMs - this.#lastByteAtMs };
    this.#tellEnd(this.end);
  }
}

/** libuv refuses to reset while an end is under way, and Node would keep the socket for ever: the run would not end by itself. */
function resetUnlessEnding(socket: Socket): void {
  const isEnding = socket.writableEnded && !socket.writableFinished;
  if (isEnding) socket.destroy();
  else socket.resetAndDestroy();
}

export class Tap {
  readonly connections: TappedConnection[] = [];
  /** The embedded server that new connections go to. */
  innerPort: number;
  readonly #server: Server;

  constructor(innerPort: number) {
    this.innerPort = innerPort;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (box) => {
      const server = connect({ host: '127.0.0.1', port: this.innerPort, allowHalfOpen: true, noDelay: true });
      this.connections.push(new TappedConnection(box, server));
    });
  }

  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Connections that a box keeps for later would lead to the server of before. */
  dropIdle(): void {
    for (const one of this.connections) if (!one.isUpgraded && one.end === null) one.destroy();
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const one of this.connections) one.destroy();
    await closed;
  }
}
