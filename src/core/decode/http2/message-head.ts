// In: the decoded fields of a header block, or the payload that held it. Out: pseudo-header fields apart (RFC 9113 8.3), padding and
// priority removed (6.2).
import type { Fields } from '../step/index.js';
import type { FrameHead } from './frame-reader.js';
import { flags, frameTypes } from './names.js';

export interface MessageHead {
  readonly method: string;
  readonly target: string;
  readonly authority: string | null;
  /** 0 where it is missing or unknown. */
  readonly status: number;
  /** Without pseudo-header fields. */
  readonly fields: Fields;
}

export function splitHead(fields: Fields): MessageHead {
  const pseudo = new Map<string, string>();
  const plain: (readonly [string, string])[] = [];
  for (const field of fields) {
    if (field[0].startsWith(':')) pseudo.set(field[0], field[1]);
    else plain.push(field);
  }
  const status = pseudo.get(':status') ?? '';
  return {
    method: pseudo.get(':method') ?? '',
    target: pseudo.get(':path') ?? '',
    authority: pseudo.get(':authority') ?? null,
    status: /^\d{3}$/.test(status) ? Number(status) : 0,
    fields: plain,
  };
}

/** The even stream that a PUSH_PROMISE reserves (RFC 9113 6.6). */
export function readPromisedStream(frame: FrameHead, payload: Uint8Array): number {
  const from = (frame.flags & flags.padded) === 0 ? 0 : 1;
  const [a = 0, b = 0, c = 0, d = 0] = payload.subarray(from, from + promisedStreamBytes);
  return (((a & 0x7f) << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

const priorityBytes = 5;
const promisedStreamBytes = 4;

/** The fragment of the header block; null when padding or priority do not fit. */
export function stripPadding(frame: FrameHead, payload: Uint8Array): Uint8Array | null {
  if (frame.type === frameTypes.continuation) return payload;
  const isPadded = (frame.flags & flags.padded) !== 0;
  const hasPriority = frame.type === frameTypes.headers && (frame.flags & flags.priority) !== 0;
  const from =
    (isPadded ? 1 : 0) +
    (hasPriority ? priorityBytes : 0) +
    (frame.type === frameTypes.pushPromise ? promisedStreamBytes : 0);
  const to = payload.length - (isPadded ? (payload[0] ?? 0) : 0);
  return to < from ? null : payload.subarray(from, to);
}
