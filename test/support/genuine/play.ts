// Plays a recorded client against a server, frame by frame in the recorded order: a step that came behind a reply waits for the
// live reply, pauses are left out. Frames go out as recorded (sizes, interleaving, header compression, window updates, resets);
// from the first head that must change on, heads are encoded anew without a dynamic table. In: recording, server. Out: what it said.

import { HpackEncoder } from '../hpack-encoder.js';
import { frame as encodeFrame } from '../http2-bytes.js';
import type { ServerAddress } from '../session-client.js';
import { type AdaptedRequest, Adapter } from './adapter.js';
import { Conversation, type Exchange, exchangeKey } from './conversation.js';
import { LiveConnection } from './live-connection.js';
import { type ClientFrame, http2Preface, isSettingsAck, type Recording, type Step } from './recording.js';

export interface Played {
  readonly conversation: Conversation;
  readonly connections: ReadonlyMap<number, LiveConnection>;
  /** Turns recorded text into what this run should have said: stand-in digests. */
  readonly adapter: Adapter;
}

const frameTypes: Readonly<Record<string, number>> = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
};
/** A priority is in the payload that is encoded anew, and padding is never there. */
const keptHeadersFlags = 0x5;
const plainForm = { indexing: 'without', isHuffman: false } as const;

/** `before`: what an earlier recording on the same server was adapted to. */
export function play(recording: Recording, address: ServerAddress, before: Adapter | null = null): Promise<Played> {
  return new Player(recording, address, before).run();
}

class Player {
  readonly #recording: Recording;
  readonly #address: ServerAddress;
  readonly #adapter: Adapter;
  readonly #conversation = new Conversation();
  readonly #connections = new Map<number, LiveConnection>();
  /** Requests that are being sent, with how much of the body is out. */
  readonly #sending = new Map<string, { readonly request: AdaptedRequest; sentBytes: number }>();
  /** Connections with a head that was encoded anew. */
  readonly #reencoded = new Set<number>();
  readonly #noted = new Set<Exchange>();

  constructor(recording: Recording, address: ServerAddress, before: Adapter | null) {
    this.#recording = recording;
    this.#address = address;
    this.#adapter = new Adapter(recording, before);
  }

  async run(): Promise<Played> {
    try {
      for (const step of this.#recording.steps) await this.#take(step);
    } finally {
      for (const connection of this.#connections.values()) connection.destroy();
    }
    return { conversation: this.#conversation, connections: this.#connections, adapter: this.#adapter };
  }

  async #take(step: Step): Promise<void> {
    if (step.kind === 'connect') {
      const live = await LiveConnection.open(this.#address, this.#conversation, step.connection);
      this.#connections.set(step.connection, live);
      return;
    }
    const live = this.#connections.get(step.connection);
    if (live === undefined) throw new Error('a step before its connection');
    switch (step.kind) {
      case 'http1':
        if (step.isStart) await this.#untilHttp1Answered(live, step.connection);
        return live.send(this.#adapter.adaptHttp1(step.bytes));
      case 'preface':
        await this.#untilHttp1Answered(live, step.connection);
        return live.send(http2Preface);
      case 'frame':
        return this.#sendFrame(live, step.connection, step.frame);
      case 'headed':
        return live.until(
          () => this.#exchange(step.connection, step.stream)?.status !== null,
          `the head of the reply to stream ${step.stream}`,
        );
      case 'replied':
        return this.#untilReplied(live, step.connection, step.stream);
      case 'acknowledged':
        return live.until(() => live.serverFrames.some(isSettingsAck), 'the SETTINGS were acknowledged');
      case 'clientEnded':
        await this.#untilHttp1Answered(live, step.connection);
        return step.how === 'reset' ? live.reset() : live.end();
    }
  }

  async #sendFrame(live: LiveConnection, connection: number, frame: ClientFrame): Promise<void> {
    await live.until(() => live.windows.maySend(frame), `window for ${frame.type} ${frame.stream}`);
    const { flags, payload } = this.#adaptFrame(connection, frame);
    const type = frameTypes[frame.type];
    if (type === undefined) throw new Error(`frame type ${frame.type} is not played`);
    live.windows.noteSent(frame);
    live.send(encodeFrame(type, flags, frame.stream, payload));
  }

  #adaptFrame(connection: number, frame: ClientFrame): Pick<ClientFrame, 'flags' | 'payload'> {
    const key = exchangeKey({ connection, protocol: 'http2', stream: frame.stream });
    if (frame.type === 'HEADERS') {
      const request = this.#adapter.adaptRequest(connection, frame.stream);
      this.#sending.set(key, { request, sentBytes: 0 });
      if (request.isHeadChanged) this.#reencoded.add(connection);
      // Recorded blocks build on one another: where one was replaced, none behind it can be sent as it was.
      if (!this.#reencoded.has(connection)) return frame;
      const blocks = request.fields.map((field) => new HpackEncoder().encodeField(field, plainForm));
      return { flags: frame.flags & keptHeadersFlags, payload: Buffer.concat(blocks) };
    }
    const sending = this.#sending.get(key);
    if (frame.type !== 'DATA' || sending === undefined) return frame;
    const from = sending.sentBytes;
    sending.sentBytes += frame.payload.length;
    return { flags: frame.flags, payload: sending.request.body.subarray(from, sending.sentBytes) };
  }

  /** HTTP/1.1 knows no second request before the reply to the first. */
  async #untilHttp1Answered(live: LiveConnection, connection: number): Promise<void> {
    const open = (): Exchange | undefined =>
      [...this.#conversation.exchanges.values()].find(
        (one) => one.connection === connection && one.protocol === 'http1' && !one.isReplied,
      );
    await live.until(() => open() === undefined, `the reply to ${open()?.target}`);
    for (const one of this.#conversation.exchanges.values()) {
      if (one.connection === connection && one.protocol === 'http1') this.#note(one);
    }
  }

  async #untilReplied(live: LiveConnection, connection: number, stream: number): Promise<void> {
    const exchange = (): Exchange | undefined => this.#exchange(connection, stream);
    await live.until(() => exchange()?.isReplied === true, `the reply to stream ${stream} ${exchange()?.target}`);
    const replied = exchange();
    if (replied !== undefined) this.#note(replied);
  }

  #exchange(connection: number, stream: number): Exchange | undefined {
    return this.#conversation.exchanges.get(exchangeKey({ connection, protocol: 'http2', stream }));
  }

  #note(exchange: Exchange): void {
    if (this.#noted.has(exchange)) return;
    this.#noted.add(exchange);
    this.#adapter.noteReply(exchange);
  }
}
