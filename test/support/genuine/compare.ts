// The genuine server's replies against those of the server under test, as text. In: a recording and what was played. Out: one text
// for each reply that differs: status, header fields in their order, body, reset code, and how it was cut into frames.
import { createHash } from 'node:crypto';
import type { FrameRecord } from '../../../src/core/decode/index.js';
import { splitTarget } from '../../../src/core/pbs/index.js';
import { type Exchange, exchangeKey } from './conversation.js';
import { blankAll, notServed, standInErrs } from './must-differ.js';
import type { Played } from './play.js';
import type { Recording } from './recording.js';

export interface Comparison {
  readonly comparedCount: number;
  readonly differences: readonly string[];
}

/** A body that is no text, as text. */
export type DescribeFile = (exchange: Exchange, whose: 'genuine' | 'embedded') => string;

/** Replies that the recording has; a request that the genuine server never answered says nothing. */
export function compareReplies(
  recording: Recording,
  played: Played,
  describeFile: DescribeFile = describeWhole,
): Comparison {
  const differences: string[] = [];
  let comparedCount = 0;
  for (const recorded of recording.exchanges.values()) {
    if (recorded.status === null || !recorded.isReplied || !isServed(recorded)) continue;
    comparedCount += 1;
    const { connection, method, target } = recorded;
    const live = played.conversation.exchanges.get(exchangeKey(recorded));
    // Files that are alike in content only are cut in other places.
    const hasFrames = describeFile === describeWhole;
    const frames = hasFrames ? recording.serverFrames : [];
    const liveFrames = hasFrames ? (played.connections.get(connection)?.serverFrames ?? []) : [];
    const wanted = played.adapter.adaptReply(
      describeReply(recorded, frames, describeFile(recorded, 'genuine')),
      recorded,
    );
    const got =
      live === undefined ? 'no such request' : describeReply(live, liveFrames, describeFile(live, 'embedded'));
    if (blankAll(wanted) === blankAll(got)) continue;
    differences.push(
      `[${connection}] ${method} ${target}\n- genuine\n${blankAll(wanted)}\n+ embedded\n${blankAll(got)}`,
    );
  }
  for (const [connection, live] of played.connections) {
    const wanted = describeControl(recording.serverFrames, connection);
    const got = describeControl(live.serverFrames, connection);
    if (wanted !== got) differences.push(`[${connection}] HTTP/2\n- genuine\n${wanted}\n+ embedded\n${got}`);
  }
  return { comparedCount, differences };
}

/** Where the recorded server is no PBS: whether it took the same calls. */
export function compareStatuses(recording: Recording, played: Played): Comparison {
  const recorded = [...recording.exchanges.values()].filter((exchange) => exchange.status !== null);
  const differences = recorded.flatMap((exchange) => {
    const live = played.conversation.exchanges.get(exchangeKey(exchange));
    const isRightlyRefused = standInErrs.some(({ text }) => text === live?.replyBody.toString());
    if (live?.status === exchange.status || isRightlyRefused) return [];
    return [`${exchange.method} ${exchange.target}: ${exchange.status}, here ${live?.status} ${live?.replyBody}`];
  });
  return { comparedCount: recorded.length, differences };
}

/**
 * What a server says of the connection: SETTINGS, windows, answers to PING; in the order of the words, since the real order is a
 * race. Not its GOAWAY: it sends one or not, depending on who is first to end (protocol.md 0.3).
 */
function describeControl(frames: readonly FrameRecord[], connection: number): string {
  return frames
    .filter((one) => one.connection === connection && !/^(?:HEADERS|DATA|RST_STREAM|GOAWAY)$/.test(one.type))
    .map(({ type, stream, flags, detail }) => `${type} ${stream} flags=${flags} ${detail.trim()}`)
    .toSorted()
    .join('\n');
}

function isServed(exchange: Exchange): boolean {
  return !notServed.some(({ path }) => path.test(splitTarget(exchange.target).path));
}

/** Error texts of the session API have no label (protocol.md 0.3). */
function isText(exchange: Exchange): boolean {
  const type = headerOf(exchange, 'content-type');
  return type === undefined || /json|text/.test(type);
}

const headerOf = (exchange: Exchange, name: string): string | undefined =>
  exchange.replyHeaders.find(([one]) => one === name)?.[1];

const describeWhole: DescribeFile = ({ replyBody }) =>
  `${replyBody.length} bytes, SHA-256 ${createHash('sha256').update(replyBody).digest('base64')}`;

function describeReply(exchange: Exchange, frames: readonly FrameRecord[], file: string): string {
  const { status, resetCode, replyHeaders, replyBody } = exchange;
  const headers = replyHeaders.map(([name, value]) => `${name}: ${value}`);
  const body = isText(exchange) ? replyBody.toString('utf8') : file;
  return [
    String(status),
    ...headers,
    ...(resetCode === null ? [] : [`reset ${resetCode}`]),
    ...(exchange.protocol === 'http1' ? [] : [describeFrames(exchange, frames)]),
    body,
  ].join('\n');
}

/**
 * `HEADERS, DATA 4336, DATA 0 end`. Frames of a body whose length stands in the head are taken together: Node cuts them at
 * 16 KiB, hyper at 4 MiB (docs/limits.md).
 */
function describeFrames(exchange: Exchange, frames: readonly FrameRecord[]): string {
  const own = frames.filter((one) => one.connection === exchange.connection && one.stream === exchange.stream);
  const words: { type: string; bytes: number; end: string }[] = [];
  const isJoined = headerOf(exchange, 'content-length') !== undefined;
  for (const { type, flags, lengthBytes } of own) {
    if (type !== 'HEADERS' && type !== 'DATA') continue;
    const last = words.at(-1);
    const end = (flags & 1) === 0 ? '' : ' end';
    if (isJoined && type === 'DATA' && last?.type === 'DATA') {
      last.bytes += lengthBytes;
      last.end = end;
    } else words.push({ type, bytes: type === 'DATA' ? lengthBytes : 0, end });
  }
  return words.map(({ type, bytes, end }) => `${type}${type === 'DATA' ? ` ${bytes}` : ''}${end}`).join(', ');
}
