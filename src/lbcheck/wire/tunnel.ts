// The checks' own HTTP/2 client on a channel behind a 101: as small as the checks need, and as exact. In: a channel whose next bytes are
// HTTP/2. Out: the peer's SETTINGS, replies, PING round trips, and the end. SETTINGS and windows are the official client's (protocol.md 1.7).
import { HpackDecoder } from '../../core/decode/index.js';
import { type EndpointName, endpointNamed, formatTarget, type QueryValue } from '../../core/pbs/index.js';
import type { Channel } from './channel.js';
import {
  decodeSettings,
  encodeFrame,
  encodeHeaders,
  encodeSettings,
  type Frame,
  FrameReader,
  frameFlags,
  frameTypes,
  preface,
  settingIds,
} from './frames.js';
import { SendWindow } from './send-window.js';

export interface TunnelReply {
  readonly status: number;
  readonly byteCount: number;
  /** The first bytes of the body, as text. */
  readonly text: string;
}

interface OpenCall {
  status: number;
  byteCount: number;
  kept: Buffer;
  readonly resolve: (reply: TunnelReply) => void;
  readonly reject: (error: Error) => void;
}

export interface CallBody {
  readonly bytes: Uint8Array;
  /** Of one DATA frame, as far as the peer allows it. */
  readonly frameBytes: number;
}

const maxWindowBytes = 2 ** 31 - 2;
const maxFrameBytes = 4 * 1024 * 1024;
const defaultWindowBytes = 65_535;
const defaultFrameBytes = 16_384;

export class Tunnel {
  readonly channel: Channel;
  /** The peer's SETTINGS by id; rejects when the tunnel ends before them. */
  readonly settings: Promise<ReadonlyMap<number, number>>;
  /** The largest DATA frame that came. */
  largestFrameBytes = 0;
  readonly #reader = new FrameReader();
  readonly #hpack = new HpackDecoder();
  readonly #calls = new Map<number, OpenCall>();
  readonly #pings: ((atMs: number) => void)[] = [];
  readonly #window = new SendWindow(defaultWindowBytes);
  #block: Buffer = Buffer.alloc(0);
  #peerFrameBytes = defaultFrameBytes;
  #nextStream = 1;
  #failure: Error | null = null;
  #tellSettings: (values: ReadonlyMap<number, number>) => void = () => undefined;
  #refuseSettings: (error: Error) => void = () => undefined;

  constructor(channel: Channel) {
    this.channel = channel;
    this.settings = new Promise((resolve, reject) => {
      this.#tellSettings = resolve;
      this.#refuseSettings = reject;
    });
    this.settings.catch(() => undefined);
    void channel.ended.then(({ how }) => this.#fail(new Error(`the tunnel ended (${how})`)));
    const increment = Buffer.alloc(4);
    increment.writeUInt32BE(maxWindowBytes - defaultWindowBytes);
    void channel.write(preface);
    void channel.write(
      encodeSettings([
        [settingIds.initialWindowBytes, maxWindowBytes],
        [settingIds.maxFrameBytes, maxFrameBytes],
      ]),
    );
    void channel.write(encodeFrame(frameTypes.windowUpdate, 0, 0, increment));
    channel.giveTo((bytes) => this.#feed(bytes));
  }

  get failure(): Error | null {
    return this.#failure;
  }

  /** The round trip in ms. */
  ping(): Promise<number> {
    const startedAtMs = performance.now();
    return new Promise((resolve, reject) => {
      if (this.#failure !== null) return reject(this.#failure);
      this.#pings.push((atMs) => resolve(atMs - startedAtMs));
      void this.channel.ended.then(() => reject(new Error('the tunnel ended')));
      void this.channel.write(encodeFrame(frameTypes.ping, 0, 0, Buffer.from('lb-check')));
    });
  }

  call(name: EndpointName, values: Readonly<Record<string, QueryValue>> = {}, body?: CallBody): Promise<TunnelReply> {
    return this.request(endpointNamed(name).method, formatTarget(name, values), body);
  }

  request(method: string, path: string, body?: CallBody): Promise<TunnelReply> {
    const stream = this.begin(method, path, body !== undefined);
    if (body !== undefined) void this.#sendBody(stream, body);
    return this.replyTo(stream);
  }

  /** A request whose body, if it has one, is sent piece by piece with `sendPart`. */
  begin(method: string, path: string, hasBody: boolean): number {
    const stream = this.#nextStream;
    this.#nextStream += 2;
    const fields = [
      [':method', method],
      [':scheme', 'https'],
      [':authority', 'localhost:8007'],
      [':path', path],
      ['user-agent', 'proxmox-backup-client/1.0'],
      ['content-type', hasBody ? 'application/octet-stream' : 'application/x-www-form-urlencoded'],
    ] as const;
    const flags = frameFlags.endHeaders | (hasBody ? 0 : frameFlags.endStream);
    this.#window.open(stream);
    void this.channel.write(encodeFrame(frameTypes.headers, flags, stream, encodeHeaders(fields)));
    return stream;
  }

  replyTo(stream: number): Promise<TunnelReply> {
    const replied = new Promise<TunnelReply>((resolve, reject) => {
      if (this.#failure !== null) return reject(this.#failure);
      this.#calls.set(stream, { status: 0, byteCount: 0, kept: Buffer.alloc(0), resolve, reject });
    });
    replied.catch(() => undefined);
    return replied;
  }

  sendPart(stream: number, bytes: Uint8Array, isLast: boolean): Promise<void> {
    return this.channel.write(encodeFrame(frameTypes.data, isLast ? frameFlags.endStream : 0, stream, bytes));
  }

  async #sendBody(stream: number, { bytes, frameBytes }: CallBody): Promise<void> {
    await this.settings.catch(() => undefined); // until then a frame may have 16 KiB
    for (let at = 0; at < bytes.length && this.#failure === null; ) {
      const wanted = Math.min(frameBytes, this.#peerFrameBytes, bytes.length - at);
      const granted = await this.#window.take(stream, wanted);
      if (granted === 0) return; // the tunnel or the stream is over
      await this.sendPart(stream, bytes.subarray(at, at + granted), at + granted === bytes.length);
      at += granted;
    }
  }

  #feed(bytes: Buffer): void {
    try {
      for (const frame of this.#reader.feed(bytes)) this.#onFrame(frame);
    } catch (error) {
      this.#fail(error as Error);
      this.channel.destroy();
    }
  }

  #onFrame(frame: Frame): void {
    const { type, flags, stream, payload, lengthBytes } = frame;
    const call = this.#calls.get(stream);
    switch (type) {
      case frameTypes.settings:
        if ((flags & frameFlags.ack) === 0) this.#onSettings(decodeSettings(payload));
        return;
      case frameTypes.ping:
        if ((flags & frameFlags.ack) !== 0) return this.#pings.shift()?.(performance.now());
        void this.channel.write(encodeFrame(frameTypes.ping, frameFlags.ack, 0, payload));
        return;
      case frameTypes.windowUpdate:
        return this.#window.grow(stream, payload.readUInt32BE(0) & 0x7fffffff);
      case frameTypes.headers:
      case frameTypes.continuation:
        return this.#onHeaders(frame, call);
      case frameTypes.data:
        this.largestFrameBytes = Math.max(this.largestFrameBytes, lengthBytes);
        if (call === undefined) return;
        call.byteCount += lengthBytes;
        if (call.kept.length === 0) call.kept = payload;
        if ((flags & frameFlags.endStream) !== 0) this.#settle(stream, call);
        return;
      case frameTypes.resetStream:
        this.#window.close(stream);
        // An answer that came before the end of the request is followed by a reset: it was settled by then.
        call?.reject(new Error(`the stream was reset (${payload.readUInt32BE(0)})`));
        this.#calls.delete(stream);
        return;
      case frameTypes.goAway:
        return this.#fail(new Error(`GOAWAY ${payload.readUInt32BE(4)} ${payload.toString('latin1', 8, 100)}`.trim()));
      default:
        return;
    }
  }

  #onSettings(values: ReadonlyMap<number, number>): void {
    this.#peerFrameBytes = values.get(settingIds.maxFrameBytes) ?? this.#peerFrameBytes;
    const windowBytes = values.get(settingIds.initialWindowBytes);
    if (windowBytes !== undefined) this.#window.setInitial(windowBytes);
    void this.channel.write(encodeFrame(frameTypes.settings, frameFlags.ack, 0, Buffer.alloc(0)));
    this.#tellSettings(values);
  }

  #onHeaders({ type, flags, stream, payload }: Frame, call: OpenCall | undefined): void {
    const padBytes = (flags & frameFlags.padded) !== 0 && type === frameTypes.headers ? (payload[0] ?? 0) + 1 : 0;
    const skipped =
      (padBytes > 0 ? 1 : 0) + ((flags & frameFlags.priority) !== 0 && type === frameTypes.headers ? 5 : 0);
    const part = payload.subarray(skipped, padBytes > 0 ? payload.length - padBytes + 1 : undefined);
    this.#block = Buffer.concat([this.#block, part]);
    if (type === frameTypes.headers && (flags & frameFlags.endStream) !== 0 && call !== undefined) call.byteCount = -1;
    if ((flags & frameFlags.endHeaders) === 0) return;
    const { fields } = this.#hpack.decode(this.#block);
    this.#block = Buffer.alloc(0);
    if (call === undefined) return;
    const isOver = call.byteCount < 0;
    if (isOver) call.byteCount = 0;
    const status = fields.find(([name]) => name === ':status')?.[1];
    if (status !== undefined) call.status = Number(status);
    if (isOver) this.#settle(stream, call);
  }

  #settle(stream: number, { status, byteCount, kept, resolve }: OpenCall): void {
    this.#calls.delete(stream);
    this.#window.close(stream);
    resolve({ status, byteCount, text: kept.toString('utf8', 0, 200) });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#window.closeAll();
    this.#refuseSettings(error);
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
  }
}
