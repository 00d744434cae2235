// A capture → what its client did, as steps in the order of the recording, and what the genuine server answered.
// Of several hops only the one at the server counts. Times are dropped: order is all that is kept.
import { createReadStream, readFileSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { FrameRecord } from '../../../src/core/decode/index.js';
import type { CloseHow, WireEvent } from '../../../src/core/wire/index.js';
import { readCapture } from '../../../src/sources/pcap/index.js';
import { besideCapture } from '../read-report.js';
import { Conversation, type Exchange, exchangeKey } from './conversation.js';

export interface ClientFrame {
  /** `HEADERS`, `DATA`, … */
  readonly type: string;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export type Step =
  | { readonly kind: 'connect'; readonly connection: number }
  /** Bytes of a request, as one TLS record carried them; `isStart`: its head begins here. */
  | { readonly kind: 'http1'; readonly connection: number; readonly bytes: Buffer; readonly isStart: boolean }
  | { readonly kind: 'preface'; readonly connection: number }
  | { readonly kind: 'frame'; readonly connection: number; readonly frame: ClientFrame }
  /** The head of the reply to a stream had come by now; its whole. */
  | { readonly kind: 'headed'; readonly connection: number; readonly stream: number }
  | { readonly kind: 'replied'; readonly connection: number; readonly stream: number }
  /** The server had acknowledged the client's SETTINGS by now. */
  | { readonly kind: 'acknowledged'; readonly connection: number }
  | { readonly kind: 'clientEnded'; readonly connection: number; readonly how: CloseHow };

export interface Recording {
  readonly steps: readonly Step[];
  readonly exchanges: ReadonlyMap<string, Exchange>;
  /** Frames of the servers, one line each, bodies left out: what their HTTP/2 looked like. */
  readonly serverFrames: readonly FrameRecord[];
  /** Raw HTTP/1.1 of the clients: what they proved themselves with. */
  readonly http1Text: string;
  /** True when chunks were zero-filled (fixtures/captures/README.md). */
  readonly isEmptied: boolean;
}

/** PBS's own, and the one of the stand-in that the Go client was recorded against. */
const serverPort = /:(?:8007|19107)$/;
export const http2Preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const frameHeaderBytes = 9;

export async function readRecording(path: string): Promise<Recording> {
  const keys = besideCapture(path, 'keys');
  const file = createReadStream(path);
  const capture = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  const keylog = keys === null ? '' : readFileSync(keys, 'utf8');
  const recorder = new Recorder();
  for await (const event of readCapture({ capture, keylog }, () => undefined)) recorder.feed(event);
  const { steps, serverFrames } = recorder;
  const http1Text = steps.map((step) => (step.kind === 'http1' ? step.bytes.toString('latin1') : '')).join('');
  const { exchanges } = recorder.conversation;
  return { steps, exchanges, serverFrames, http1Text, isEmptied: path.endsWith('.pcap.gz') };
}

/** Client bytes of one connection that are not steps yet. */
interface Waiting {
  /** In pieces: a frame of 4 MiB comes in hundreds. */
  parts: Buffer[];
  isHttp2: boolean;
}

export const isSettingsAck = ({ type, flags }: { readonly type: string; readonly flags: number }): boolean =>
  type === 'SETTINGS' && flags === 1;

class Recorder {
  readonly conversation = new Conversation();
  readonly steps: Step[] = [];
  readonly serverFrames: FrameRecord[] = [];
  readonly #waiting = new Map<number, Waiting>();
  readonly #replied = new Set<string>();

  feed(event: WireEvent): void {
    if (event.kind === 'opened' && serverPort.test(event.server)) {
      this.#waiting.set(event.connection, { parts: [], isHttp2: false });
      this.steps.push({ kind: 'connect', connection: event.connection });
    }
    const waiting = this.#waiting.get(event.connection);
    if (waiting === undefined) return;
    const { frames } = this.conversation.feed(event);
    if (event.kind === 'bytes' && event.direction === 'toServer') {
      waiting.parts.push(Buffer.from(event.bytes)); // borrowed
      if (!waiting.isHttp2) this.#takeHttp1(event.connection, waiting);
    }
    for (const frame of frames) {
      if (frame.type === 'HTTP1') continue;
      if (frame.direction === 'toServer') this.#takeFrame(frame, waiting);
      else this.#noteServerFrame(frame);
    }
    if (event.kind === 'ended' && event.direction === 'toServer') {
      this.steps.push({ kind: 'clientEnded', connection: event.connection, how: event.how });
    }
  }

  #takeHttp1(connection: number, waiting: Waiting): void {
    const all = Buffer.concat(waiting.parts);
    const at = all.indexOf(http2Preface);
    const bytes = at < 0 ? all : all.subarray(0, at);
    if (bytes.length > 0) {
      const isStart = /^[A-Z]+ \S+ HTTP\/1/.test(bytes.toString('latin1', 0, 8192));
      this.steps.push({ kind: 'http1', connection, bytes, isStart });
    }
    waiting.isHttp2 = at >= 0;
    waiting.parts = waiting.isHttp2 ? [all.subarray(at + http2Preface.length)] : [];
    if (waiting.isHttp2) this.steps.push({ kind: 'preface', connection });
  }

  #takeFrame(record: FrameRecord, waiting: Waiting): void {
    const { connection, type, flags, stream, lengthBytes } = record;
    const all = waiting.parts.length === 1 ? (waiting.parts[0] as Buffer) : Buffer.concat(waiting.parts);
    const payload = all.subarray(frameHeaderBytes, frameHeaderBytes + lengthBytes);
    waiting.parts = [all.subarray(frameHeaderBytes + lengthBytes)];
    this.steps.push({ kind: 'frame', connection, frame: { type, flags, stream, payload } });
  }

  #noteServerFrame(frame: FrameRecord): void {
    this.serverFrames.push(frame);
    const { connection, stream } = frame;
    if (isSettingsAck(frame)) this.steps.push({ kind: 'acknowledged', connection });
    if (frame.type === 'HEADERS') this.steps.push({ kind: 'headed', connection, stream });
    const key = exchangeKey({ connection, protocol: 'http2', stream });
    if (this.#replied.has(key) || this.conversation.exchanges.get(key)?.isReplied !== true) return;
    this.#replied.add(key);
    this.steps.push({ kind: 'replied', connection, stream });
  }
}
