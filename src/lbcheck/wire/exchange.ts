// One HTTP/1.1 request on a channel, and what comes back, byte for byte: no HTTP library, because the checks want to see what a box does
// to a head, and what stands directly behind a 101. In: lines and a body. Out: the reply, an end without one, or nothing in time.
import type { Channel } from './channel.js';

export interface Request {
  readonly method: string;
  readonly target: string;
  /** As written on the wire, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
}

export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  readonly statusLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Empty for a 101: what follows it is no body, and stays in the channel. */
  readonly body: string;
  /** From the last byte of the request to the reply's head. */
  readonly afterMs: number;
}

export type Exchanged =
  | Reply
  | {
      readonly kind: 'ended';
      readonly how: string;
      /** Of TLS: whoever wants a certificate says so after the handshake only (TLS 1.3). */
      readonly alert: string | null;
      readonly afterMs: number;
      readonly bytes: string;
    }
  | { readonly kind: 'late'; readonly afterMs: number };

/** A head; the official client's own bound (protocol.md 1.3). */
const maxHeadBytes = 32 * 1024;
/** Of error pages as much as says whose they are. */
const maxBodyBytes = 16 * 1024;
/** Between a head and its body. */
const bodyPatienceMs = 3000;
/** Of a body, sent at a time: an answer in the middle of it ends the sending. */
const pieceBytes = 64 * 1024;
const earlyReplyMs = 150;
const switchingProtocols = 101;

export async function exchange(channel: Channel, request: Request, timeoutMs: number): Promise<Exchanged> {
  const { method, target, headers, body } = request;
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const startedAtMs = performance.now();
  // Not waited for: a box may answer, and stop reading, in the middle of a body.
  void channel.write(head);
  if (body !== undefined) void sendBody(channel, body);
  const deadlineAtMs = startedAtMs + timeoutMs;
  for (let seenBytes = 0; ; seenBytes = channel.held.length) {
    const more = await channel.waitBeyond(seenBytes, deadlineAtMs);
    const end = channel.held.indexOf('\r\n\r\n');
    const afterMs = performance.now() - startedAtMs;
    if (end >= 0) return readReply(channel, end, afterMs);
    if (more === 'late') return { kind: 'late', afterMs };
    if (more === 'ended' || channel.held.length > maxHeadBytes) {
      const bytes = channel.held.toString('latin1', 0, 120);
      return { kind: 'ended', how: channel.end?.how ?? 'no head', alert: channel.end?.alert ?? null, afterMs, bytes };
    }
  }
}

/** Whoever refuses by the head alone may reset what is sent after it, and the answer goes with the reset: so it is waited for a little. */
async function sendBody(channel: Channel, body: Uint8Array): Promise<void> {
  if (body.length > pieceBytes) await new Promise((resolve) => setTimeout(resolve, earlyReplyMs));
  for (let at = 0; at < body.length && channel.held.length === 0 && channel.end === null; at += pieceBytes)
    await channel.write(body.subarray(at, at + pieceBytes));
}

async function readReply(channel: Channel, headEnd: number, afterMs: number): Promise<Exchanged> {
  const lines = channel
    .take(headEnd + 4)
    .toString('latin1', 0, headEnd)
    .split('\r\n');
  const statusLine = lines[0] ?? '';
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0);
  const headers = lines.slice(1).map((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, Math.max(at, 0)), line.slice(at + 1).trim()] as const;
  });
  if (status === 0) return { kind: 'ended', how: 'no HTTP', alert: null, afterMs, bytes: statusLine.slice(0, 120) };
  const body = status === switchingProtocols ? '' : await readBody(channel, headers);
  return { kind: 'reply', status, statusLine, headers, body, afterMs };
}

async function readBody(channel: Channel, headers: Reply['headers']): Promise<string> {
  const isChunked = /chunked/i.test(headerOf(headers, 'transfer-encoding') ?? '');
  const announced = Number(headerOf(headers, 'content-length') ?? (isChunked ? maxBodyBytes : 0));
  const wantedBytes = Math.min(maxBodyBytes, announced);
  const deadlineAtMs = performance.now() + bodyPatienceMs;
  const isOver = (): boolean =>
    isChunked ? /(?:^|\r\n)0\r\n/.test(channel.held.toString('latin1')) : channel.held.length >= wantedBytes;
  while (!isOver()) {
    if ((await channel.waitBeyond(channel.held.length, deadlineAtMs)) !== 'more') break;
  }
  const raw = channel.take(isChunked ? channel.held.length : wantedBytes);
  return isChunked ? joinChunks(raw) : raw.toString('utf8');
}

function joinChunks(raw: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at < raw.length; ) {
    const lineEnd = raw.indexOf('\r\n', at);
    const size = Number.parseInt(raw.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) break;
    parts.push(raw.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts).toString('utf8');
}

export function headerOf(headers: Reply['headers'], name: string): string | null {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? null;
}

/** One line about what came. */
export function describeExchanged(exchanged: Exchanged): string {
  switch (exchanged.kind) {
    case 'reply':
      return [exchanged.statusLine, firstLine(exchanged.body)].filter((part) => part !== '').join(', ');
    case 'ended':
      return exchanged.alert === null
        ? `the connection ended after ${Math.round(exchanged.afterMs)} ms without an answer (${exchanged.how})`
        : `the connection was ended after the handshake by the TLS alert "${exchanged.alert}"`;
    case 'late':
      return `no answer within ${Math.round(exchanged.afterMs / 1000)} s`;
  }
}

/** The text of an error page without its markup. */
export const firstLine = (body: string): string =>
  body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.\s]+$/, '')
    .slice(0, 120);
