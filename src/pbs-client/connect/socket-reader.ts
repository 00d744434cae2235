// In: a socket. Out: its bytes in the pieces that are asked for; `release` gives the rest back to the socket. Each wait has a limit.
import type { Socket } from 'node:net';

/** A chunk size, or a trailer. */
const maxLineBytes = 8192;

export class SocketReader {
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  #held: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    this.#timeoutMs = timeoutMs;
  }

  async take(byteCount: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let missing = byteCount;
    while (missing > 0) {
      if (this.#held.length === 0) this.#held = await this.#next();
      const part = this.#held.subarray(0, missing);
      this.#held = this.#held.subarray(part.length);
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** Without its CRLF. */
  async takeLine(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#held.toString('latin1', 0, end);
        this.#held = this.#held.subarray(end + 2);
        return line;
      }
      if (this.#held.length > maxLineBytes) throw new Error('a line of the answer has no end');
      this.#held = Buffer.concat([this.#held, await this.#next()]);
    }
  }

  release(): void {
    if (this.#held.length > 0 && !this.#socket.destroyed) this.#socket.unshift(this.#held);
  }

  #next(): Promise<Buffer> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onError);
      };
      const onReadable = (): void => {
        const bytes = socket.read() as Buffer | null;
        if (bytes === null) return;
        settle();
        resolve(bytes);
      };
      const onError = (error: Error): void => {
        settle();
        reject(error);
      };
      const onEnd = (): void => onError(new Error('the connection ended in the middle of an answer'));
      const timer = setTimeout(() => onError(new Error('http request timed out')), this.#timeoutMs);
      socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError);
      onReadable();
    });
  }
}
