// One connection of the checks, TLS over TCP: bytes in and out, when the last one passed, and how it ended. In: sockets after the
// handshake. Out: bytes on demand, or to a taker. A FIN and a close_notify look alike in Node (docs/limits.md), a reset does not.
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { readTlsAlert } from './tls-alert.js';

export interface ChannelEnd {
  readonly how: 'fin-or-close-notify' | 'reset';
  readonly atMs: number;
  /** Since the last byte either way. */
  readonly silentMs: number;
  /** Whether we ended it ourselves. */
  readonly isOurs: boolean;
  /** Of TLS, from the peer. */
  readonly alert: string | null;
}

/** What waits to be read is bounded by this: no answer that the checks wait for is larger. */
const maxHeldBytes = 64 * 1024 * 1024;

export class Channel {
  readonly socket: TLSSocket;
  readonly #tcp: Socket;
  readonly ended: Promise<ChannelEnd>;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #taker: ((bytes: Buffer) => void) | null = null;
  #wake: (() => void) | null = null;
  #lastByteAtMs = performance.now();
  #end: ChannelEnd | null = null;
  #isOurs = false;

  constructor(socket: TLSSocket, tcp: Socket) {
    this.socket = socket;
    this.#tcp = tcp;
    this.ended = new Promise((resolve) => {
      const note = (how: ChannelEnd['how'], alert: string | null = null): void => {
        if (this.#end !== null) return;
        const atMs = performance.now();
        this.#end = { how, atMs, silentMs: atMs - this.#lastByteAtMs, isOurs: this.#isOurs, alert };
        this.#wake?.();
        resolve(this.#end);
      };
      socket.on('error', (error) => note('reset', readTlsAlert(error)));
      socket.on('end', () => note('fin-or-close-notify'));
      socket.on('close', () => note('fin-or-close-notify'));
    });
    tcp.on('error', () => undefined); // the TLS socket tells
    socket.on('data', (bytes: Buffer) => this.#onBytes(bytes));
  }

  get end(): ChannelEnd | null {
    return this.#end;
  }

  get lastByteAtMs(): number {
    return this.#lastByteAtMs;
  }

  /** What has come and was not taken. */
  get held(): Buffer {
    if (this.#held.length > 1) this.#held = [Buffer.concat(this.#held)];
    return this.#held[0] ?? Buffer.alloc(0);
  }

  /** Settles when there is more than `byteCount` held, at the end, or at the deadline. */
  async waitBeyond(byteCount: number, deadlineAtMs: number): Promise<'more' | 'ended' | 'late'> {
    while (this.#heldBytes <= byteCount) {
      if (this.#end !== null) return 'ended';
      const leftMs = deadlineAtMs - performance.now();
      if (leftMs <= 0) return 'late';
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = null;
    }
    return 'more';
  }

  take(byteCount: number): Buffer {
    const all = this.held;
    const taken = all.subarray(0, byteCount);
    const rest = all.subarray(byteCount);
    this.#held = rest.length > 0 ? [rest] : [];
    this.#heldBytes = rest.length;
    return taken;
  }

  /** From now on every byte goes there, what is held first. */
  giveTo(taker: (bytes: Buffer) => void): void {
    this.#taker = taker;
    const held = this.take(this.#heldBytes);
    if (held.length > 0) taker(held);
  }

  /** Resolves when the kernel has taken it, or never will. */
  write(bytes: Uint8Array): Promise<void> {
    if (!this.socket.writable) return Promise.resolve();
    this.#lastByteAtMs = performance.now();
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()));
  }

  stopReading(): void {
    this.socket.pause();
  }

  goOnReading(): void {
    this.socket.resume();
  }

  /** Ends our direction: close_notify and FIN. */
  finish(): void {
    this.#isOurs = true;
    this.socket.end();
  }

  reset(): void {
    this.#isOurs = true;
    this.#tcp.resetAndDestroy();
  }

  destroy(): void {
    this.#isOurs = true;
    this.socket.destroy();
    this.#tcp.destroy();
  }

  #onBytes(bytes: Buffer): void {
    this.#lastByteAtMs = performance.now();
    if (this.#taker !== null) return this.#taker(bytes);
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > maxHeldBytes) this.destroy();
    this.#wake?.();
  }
}
