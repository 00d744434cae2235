// HTTP/2 flow control of the playing client (RFC 9113 5.2, 6.9), both ways. In: frames sent and Events received. Out: whether a
// recorded frame may go out now: DATA that the server has no window for, or a WINDOW_UPDATE for bytes that have not come yet, waits.
import type { Event } from '../../../src/core/event/index.js';
import type { ClientFrame } from './recording.js';

const defaultWindowBytes = 65_535;
const maxWindowBytes = 2 ** 31 - 1;
const initialWindowSetting = 4;

/** Windows of one sender: of each stream, and of the connection under 0. */
class Windows {
  #initialBytes = defaultWindowBytes;
  readonly #deltas = new Map<number, number>();

  bytes(stream: number): number {
    return (stream === 0 ? defaultWindowBytes : this.#initialBytes) + (this.#deltas.get(stream) ?? 0);
  }

  setInitial(bytes: number): void {
    this.#initialBytes = bytes;
  }

  add(stream: number, bytes: number): void {
    this.#deltas.set(stream, (this.#deltas.get(stream) ?? 0) + bytes);
  }

  spend(stream: number, bytes: number): void {
    this.add(0, -bytes);
    this.add(stream, -bytes);
  }
}

export class FlowWindows {
  readonly #client = new Windows();
  readonly #server = new Windows();
  #hasServerSettings = false;

  maySend(frame: ClientFrame): boolean {
    const { stream, payload } = frame;
    switch (frame.type) {
      case 'DATA':
        return this.#client.bytes(0) >= payload.length && this.#client.bytes(stream) >= payload.length;
      case 'WINDOW_UPDATE':
        return this.#server.bytes(stream) + payload.readUInt32BE(0) <= maxWindowBytes;
      case 'SETTINGS':
        return frame.flags === 0 || this.#hasServerSettings; // an ACK before there is something to acknowledge
      default:
        return true;
    }
  }

  noteSent(frame: ClientFrame): void {
    const { stream, payload } = frame;
    if (frame.type === 'DATA') this.#client.spend(stream, payload.length);
    if (frame.type === 'WINDOW_UPDATE') this.#server.add(stream, payload.readUInt32BE(0));
    if (frame.type !== 'SETTINGS') return;
    for (let at = 0; at < payload.length; at += 6) {
      if (payload.readUInt16BE(at) === initialWindowSetting) this.#server.setInitial(payload.readUInt32BE(at + 2));
    }
  }

  noteReceived(event: Event): void {
    if (!('direction' in event) || event.direction !== 'toClient') return;
    if (event.kind === 'data' && event.protocol === 'http2') this.#server.spend(event.stream, event.byteCount);
    if (event.kind === 'windowUpdate') this.#client.add(event.stream, event.incrementBytes);
    if (event.kind !== 'settings') return;
    this.#hasServerSettings = true;
    const initial = event.settings['INITIAL_WINDOW_SIZE'];
    if (initial !== undefined) this.#client.setInitial(initial);
  }
}
