// The body of a reply as its faults want it: damaged, cut, drop by drop. In: a body and a plan. Out: the body, unchanged where no
// fault touches it, or its pieces. Bytes are copied before they are damaged: they may be somebody's cache.
import type { Answer } from '../api/index.js';
import type { ReplyPlan } from '../faults/index.js';

type Body = Answer['body'];

export function shapeBody(body: Body, plan: ReplyPlan, pause: (durationMs: number) => Promise<void>): Body {
  if (plan.pace === null && plan.cut === null && plan.damage === null) return body;
  const pieces = body instanceof Uint8Array ? [body] : body;
  const cut = cutPieces(damagePieces(pieces, plan.damage), plan.cut?.atByte ?? Number.POSITIVE_INFINITY);
  return plan.pace === null ? cut : pacePieces(cut, plan.pace, pause);
}

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

async function* damagePieces(pieces: Pieces, damage: ReplyPlan['damage']): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const piece of pieces) {
    yield damage === null ? piece : damagePiece(piece, at, damage);
    at += piece.length;
  }
}

function damagePiece(piece: Uint8Array, at: number, damage: NonNullable<ReplyPlan['damage']>): Uint8Array {
  const first = Math.max(0, damage.atByte - at);
  const end = Math.min(piece.length, damage.atByte + damage.mask.length - at);
  if (first >= end) return piece;
  const damaged = Uint8Array.from(piece);
  for (let i = first; i < end; i += 1) damaged[i] = (piece[i] ?? 0) ^ (damage.mask[at + i - damage.atByte] ?? 0);
  return damaged;
}

async function* cutPieces(pieces: AsyncIterable<Uint8Array>, lengthBytes: number): AsyncGenerator<Uint8Array> {
  let left = lengthBytes;
  if (left === 0) return;
  for await (const piece of pieces) {
    yield piece.subarray(0, Math.min(piece.length, left));
    left -= piece.length;
    if (left <= 0) return;
  }
}

async function* pacePieces(
  pieces: AsyncIterable<Uint8Array>,
  pace: NonNullable<ReplyPlan['pace']>,
  pause: (durationMs: number) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += pace.bytes) {
      if (!isFirst) await pause(pace.everyMs);
      isFirst = false;
      yield piece.subarray(at, at + pace.bytes);
    }
  }
}
