// A reply on one HTTP/2 stream (protocol.md 1.9), as its faults want it. In: headers in order, a body, a plan. Out: frames; the
// promise waits for pieces, not for a body that is handed over whole.
import type { ServerHttp2Stream } from 'node:http2';
import type { Answer } from '../api/index.js';
import { plainReply, type ReplyPlan } from '../faults/index.js';
import { shapeBody } from './shape-body.js';

export interface SendOptions {
  readonly plan: ReplyPlan;
  /** RST_STREAM behind a reply that comes before the end of its request. */
  readonly earlyReplyCode: number;
  readonly pause: (durationMs: number) => Promise<void>;
  /** Ends a reply that has begun; Node's own way puts END_STREAM before its RST_STREAM, and half a reply would look whole. */
  readonly resetStream: (code: number) => void;
}

export async function sendAnswer(
  stream: ServerHttp2Stream,
  headers: readonly (readonly [name: string, value: string])[],
  answer: Pick<Answer, 'status' | 'body'>,
  { plan, earlyReplyCode, pause, resetStream }: SendOptions,
): Promise<void> {
  if (isOver(stream)) return;
  const isEarly = stream.state.remoteClose !== 1;
  if (isEarly) stream.once('finish', () => stream.close(plan.substitute?.code ?? earlyReplyCode));
  else stream.resume(); // unread bytes would make Node reset the stream behind the reply, which PBS does not
  stream.respond({ ':status': answer.status, ...Object.fromEntries(shapeHeaders(headers, plan)) });
  const body = shapeBody(answer.body, plan, pause);
  if (body instanceof Uint8Array) stream.end(body);
  else await sendPieces(stream, body, () => (plan.cut?.end === 'reset' ? resetStream(plan.cut.code) : stream.end()));
}

export const isOver = (stream: ServerHttp2Stream): boolean => stream.destroyed || stream.closed;

/** Resolves when the last byte of the reply has been handed to the connection, or the stream is gone. */
export function whenSent(stream: ServerHttp2Stream): Promise<void> {
  if (stream.writableFinished || isOver(stream)) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('finish', resolve).once('close', resolve);
  });
}

export function shapeHeaders(
  headers: readonly (readonly [name: string, value: string])[],
  { droppedHeaders, setHeaders }: ReplyPlan = plainReply,
): readonly (readonly [name: string, value: string])[] {
  const isReplaced = new Set([...droppedHeaders, ...setHeaders.map(([name]) => name)]);
  const kept = headers.filter(([name]) => !isReplaced.has(name.toLowerCase()));
  return [...kept, ...setHeaders.filter(([name]) => !droppedHeaders.includes(name))];
}

/** One piece at a time, so that each leaves as a frame of its own; a broken file resets the stream. */
async function sendPieces(
  stream: ServerHttp2Stream,
  pieces: AsyncIterable<Uint8Array>,
  end: () => void,
): Promise<void> {
  try {
    for await (const piece of pieces) {
      if (!(await writePiece(stream, piece))) return;
    }
    end();
  } catch (error) {
    // The head has gone out: INTERNAL_ERROR is all that is left to say. `close` would say END_STREAM first.
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

function writePiece(stream: ServerHttp2Stream, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const onClose = (): void => resolve(false);
    stream.once('close', onClose);
    stream.write(piece, (error) => {
      stream.off('close', onClose);
      resolve(error === null || error === undefined);
    });
  });
}
