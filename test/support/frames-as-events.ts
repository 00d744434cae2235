// In: lines of a `.frames.jsonl`, an independent decode of a capture (its README is beside the captures). Out: Events of
// its HTTP messages, so that the exchange and pbs stages can be tried on real traffic without our own decoder.
// Bodies are captured as far as the lines show them: the first bytes of each DATA frame. No windows, no TLS facts.
import type { Event } from '../../src/core/event/index.js';
import { encodeBase64 } from '../../src/core/event/index.js';

export interface FrameLine {
  readonly t: number;
  readonly conn: number;
  readonly dir: 'C' | 'S';
  readonly kind: string;
  readonly sid?: number;
  readonly len?: number;
  /** END_STREAM. */
  readonly es?: boolean;
  readonly hdr?: Readonly<Record<string, string>>;
  /** HTTP/1.1: the head as text. DATA: first bytes. */
  readonly head?: string;
  readonly body?: string;
}

export function parseFrameLines(text: string): FrameLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as FrameLine);
}

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

export class FramesAsEvents {
  /** Requests and replies of HTTP/1.1 so far, by connection and sender. */
  readonly #http1Counts = new Map<string, number>();
  /** Body bytes so far, by connection, stream and sender. */
  readonly #bodyBytes = new Map<string, number>();
  readonly #opened = new Set<number>();

  feed(line: FrameLine): Event[] {
    const connection = line.conn + 1;
    const at = { connection, atMs: line.t * 1000 };
    const ends = { client: '192.0.2.1:1', server: '192.0.2.2:8007', entry: 'passive' as const, isLateJoin: false };
    const opened: Event[] = this.#opened.has(connection) ? [] : [{ kind: 'opened', ...at, ...ends }];
    this.#opened.add(connection);
    switch (line.kind) {
      case 'HTTP1':
        return [...opened, ...this.#http1(line, at)];
      case 'HEADERS':
        return [...opened, ...this.#headers(line, at)];
      case 'DATA':
        return [...opened, ...this.#data(line, at)];
      default:
        return opened;
    }
  }

  #http1(line: FrameLine, at: { connection: number; atMs: number }): Event[] {
    const [first = '', ...rest] = (line.head ?? '').split('\r\n');
    const headers = rest
      .filter((text) => text !== '')
      .map((text): [string, string] => {
        const colon = text.indexOf(':');
        return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()];
      });
    const upgrade = headers.find(([name]) => name === 'upgrade')?.[1] ?? null;
    const countKey = `${line.conn}${line.dir}`;
    const stream = (this.#http1Counts.get(countKey) ?? 0) + 1;
    this.#http1Counts.set(countKey, stream);
    const direction = line.dir === 'C' ? 'toServer' : 'toClient';
    const body = bytesOf(line.body ?? '');
    const on = { ...at, protocol: 'http1' as const, stream };
    const head = { ...on, firstAtMs: at.atMs, headers, headBytes: line.head?.length ?? 0, hasBody: body.length > 0 };
    const [word = '', second = ''] = first.split(' ');
    const status = Number(second);
    const windows = { connectionWindowBytes: null, streamWindowBytes: null };
    const events: Event[] = [
      line.dir === 'C'
        ? { kind: 'requestHead', ...head, method: word, target: second, authority: null, credential: null, upgrade }
        : { kind: 'responseHead', ...head, status },
    ];
    if (body.length > 0) {
      events.push({ kind: 'bodyPart', ...on, direction, offset: 0, base64: encodeBase64(body) });
      events.push({ kind: 'data', ...on, direction, byteCount: body.length, firstAtMs: at.atMs, ...windows });
    }
    events.push({ kind: 'bodyEnd', ...on, direction, totalBytes: body.length });
    if (line.dir === 'S' && status === 101) events.push({ kind: 'http2Began', ...at, how: 'upgrade', upgrade });
    return events;
  }

  #headers(line: FrameLine, at: { connection: number; atMs: number }): Event[] {
    const fields = line.hdr ?? {};
    const on = { ...at, protocol: 'http2' as const, stream: line.sid ?? 0 };
    const headers = Object.entries(fields).filter(([name]) => !name.startsWith(':'));
    const head = { ...on, firstAtMs: at.atMs, headers, headBytes: line.len ?? 0, hasBody: line.es !== true };
    const asked = { target: fields[':path'] ?? '', authority: fields[':authority'] ?? null };
    const method = fields[':method'];
    return [
      method !== undefined
        ? { kind: 'requestHead', ...head, ...asked, method, credential: null, upgrade: null }
        : { kind: 'responseHead', ...head, status: Number(fields[':status'] ?? 0) },
    ];
  }

  #data(line: FrameLine, at: { connection: number; atMs: number }): Event[] {
    const on = { ...at, protocol: 'http2' as const, stream: line.sid ?? 0 };
    const direction = line.dir === 'C' ? 'toServer' : 'toClient';
    const key = `${line.conn}/${line.sid}/${line.dir}`;
    const offset = this.#bodyBytes.get(key) ?? 0;
    const byteCount = line.len ?? 0;
    this.#bodyBytes.set(key, offset + byteCount);
    const windows = { connectionWindowBytes: null, streamWindowBytes: null };
    const events: Event[] = [];
    if (line.head !== undefined && line.head !== '') {
      events.push({ kind: 'bodyPart', ...on, direction, offset, base64: encodeBase64(bytesOf(line.head)) });
    }
    events.push({ kind: 'data', ...on, direction, byteCount, firstAtMs: at.atMs, ...windows });
    if (line.es === true) events.push({ kind: 'bodyEnd', ...on, direction, totalBytes: offset + byteCount });
    return events;
  }
}
