// A connection whose server can be made to misbehave below HTTP/2: a stream for the HTTP stack, on top of a TLS socket.
// In: both sockets, orders. Out: the stream; without orders it passes bytes on. Node's HTTP/2 takes a TLS socket over in native
// code, where nothing can be held or cut, and where a client's end goes unseen behind a GOAWAY: hence a stream of our own.
import { setMaxListeners } from 'node:events';
import type { ServerHttp2Session } from 'node:http2';
import { Duplex } from 'node:stream';
import type { CloseHow, CloseTrigger, ConnectionHands, SettingsChange } from '../faults/index.js';
import { endConnection, type Sockets } from './end-connection.js';
import { FrameGate, type HeldScope } from './frame-gate.js';
import { pause } from './pause.js';
import { Valve } from './valve.js';

type Direction = 'toServer' | 'toClient';

/** An end that comes after so many bytes. */
interface ByteLimit {
  readonly how: CloseHow;
  readonly direction: Direction | 'both';
  leftBytes: number;
}

export class SteeredConnection implements ConnectionHands {
  readonly stream: Duplex;
  /** What the SETTINGS of this connection have instead of the release's own. */
  settingsChange: SettingsChange = {};
  readonly #sockets: Sockets;
  /** Ends every pause of this connection. */
  readonly #ended = new AbortController();
  readonly #gate = new FrameGate();
  readonly #reading = new Valve(this.#ended.signal);
  readonly #writing = new Valve(this.#ended.signal);
  readonly #silences: NodeJS.Timeout[] = [];
  readonly #limits: ByteLimit[] = [];
  /** What has been handed over for writing, in order. */
  #written: Promise<void> = Promise.resolve();
  #http2: ServerHttp2Session | null = null;
  /** The reader of the stream has asked for bytes and got none yet. */
  #isWanted = false;
  #isWaiting = false;
  #isEnding = false;
  /** A GOAWAY that a fault has asked for ends nothing by itself. */
  #isGoawayAsked = false;

  constructor(sockets: Sockets) {
    this.#sockets = sockets;
    setMaxListeners(0, this.#ended.signal); // a pause for each call that runs, and a client runs 66 and more
    const { tls } = sockets;
    this.stream = new Duplex({
      read: () => {
        this.#isWanted = true;
        this.#pump();
      },
      writev: (chunks, done) => {
        this.#enqueue(this.#gate.feed(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer))));
        void this.#written.then(() => done());
        // nghttp2 then reads no more, not even the client's FIN: the session and its locks would stay for good.
        if (this.#gate.hasGivenUp && !this.#isGoawayAsked) this.#end('close-notify');
      },
      final: (done) => {
        void this.#written.then(() => (this.#isEnding ? done() : tls.end(done)));
      },
      destroy: (error, done) => {
        this.#release();
        if (!this.#isEnding) tls.destroy();
        done(error);
      },
    });
    this.stream.on('error', () => undefined); // `close` follows
    tls.on('error', (error) => this.stream.destroy(error));
    tls.on('close', () => this.stream.destroy());
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Before the stack begins, the bytes belong to the HTTP/1.1 parser. */
  start(): Duplex {
    const { tls } = this.#sockets;
    tls.on('readable', () => this.#pump());
    tls.on('end', () => this.stream.push(null));
    return this.stream;
  }

  attach(http2: ServerHttp2Session): void {
    this.#http2 = http2;
  }

  /** Bytes in front of HTTP/2: the 101. */
  writeHead(text: string): Promise<void> {
    this.#enqueue([Buffer.from(text, 'latin1')]);
    return this.#written;
  }

  send(bytes: Uint8Array): void {
    this.#enqueue(this.#gate.put(bytes));
  }

  resetStream(stream: number, code: number): void {
    this.#enqueue(this.#gate.reset(stream, code));
  }

  stopReading(durationMs: number): void {
    this.#reading.shut(durationMs);
  }

  stopWriting(durationMs: number): void {
    this.#writing.shut(durationMs);
  }

  throttle(direction: Direction, bytesPerSec: number): void {
    (direction === 'toServer' ? this.#reading : this.#writing).narrow(bytesPerSec);
  }

  goaway(code: number, text: string): void {
    this.#isGoawayAsked = true;
    if (this.#http2?.destroyed === false) this.#http2.goaway(code, 0, Buffer.from(text)); // 0: Node fills in the last stream
  }

  holdWindow(scope: HeldScope, durationMs: number): void {
    const release = this.#gate.hold(scope);
    void pause(durationMs, this.signal).then(() => this.#enqueue(release()));
  }

  changeSettings(change: SettingsChange): void {
    this.settingsChange = { ...this.settingsChange, ...change };
  }

  close(how: CloseHow, trigger: CloseTrigger): void {
    switch (trigger.kind) {
      case 'now':
        return this.#end(how);
      case 'time':
        return void pause(trigger.afterMs, this.signal).then(() => this.#end(how));
      case 'silence':
        this.#silences.push(setTimeout(() => this.#end(how), trigger.afterMs));
        return;
      case 'bytes':
        this.#limits.push({ how, direction: trigger.direction, leftBytes: trigger.afterBytes });
        this.#note('toServer', 0); // of 0 bytes: at once
    }
  }

  #pump(): void {
    const { tls } = this.#sockets;
    if (!this.#isWanted || this.#isEnding || this.#isWaiting) return;
    if (!this.#reading.isOpen) {
      this.#isWaiting = true;
      void this.#reading.whenOpen().then(() => {
        this.#isWaiting = false;
        this.#pump();
      });
      return;
    }
    const portion = Math.min(tls.readableLength, this.#reading.portionBytes);
    const bytes = (portion > 0 ? tls.read(portion) : tls.read()) as Buffer | null;
    if (bytes === null) return;
    this.#isWanted = false;
    this.#reading.passed(bytes.length);
    this.#note('toServer', bytes.length);
    if (!this.#isEnding) this.stream.push(bytes);
  }

  #enqueue(pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) this.#written = this.#written.then(() => this.#write(piece));
  }

  async #write(piece: Uint8Array): Promise<void> {
    for (let rest = piece; rest.length > 0; ) {
      await this.#writing.whenOpen();
      if (this.#isEnding || this.#sockets.tls.destroyed) return;
      const part = rest.subarray(0, Math.min(this.#writing.portionBytes, this.#leftBytes('toClient')));
      rest = rest.subarray(part.length);
      await new Promise<void>((resolve) => this.#sockets.tls.write(part, () => resolve()));
      this.#writing.passed(part.length);
      this.#note('toClient', part.length);
    }
  }

  #leftBytes(direction: Direction): number {
    const limits = this.#limits.filter((limit) => limit.direction === direction || limit.direction === 'both');
    return Math.min(Number.POSITIVE_INFINITY, ...limits.map(({ leftBytes }) => leftBytes));
  }

  /** Bytes have passed: silences begin anew, and a byte count may be full. */
  #note(direction: Direction, count: number): void {
    if (count > 0) for (const silence of this.#silences) silence.refresh();
    for (const limit of this.#limits) {
      if (limit.direction === direction || limit.direction === 'both') limit.leftBytes -= count;
      if (limit.leftBytes <= 0) this.#end(limit.how);
    }
  }

  /** What was written before is sent first, unless it is being held, or goes with the reset. */
  #end(how: CloseHow): void {
    if (this.#isEnding) return;
    const isPending = how !== 'reset' && this.#writing.isOpen && this.#limits.every(({ leftBytes }) => leftBytes > 0);
    const end = (): void => {
      if (this.#isEnding) return;
      this.#isEnding = true;
      endConnection(this.#sockets, how);
      this.stream.destroy();
    };
    if (isPending) void this.#written.then(end);
    else end();
  }

  #release(): void {
    this.#ended.abort();
    for (const silence of this.#silences) clearTimeout(silence);
  }
}
