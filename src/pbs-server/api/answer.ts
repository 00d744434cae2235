// What a handler gives back, before any HTTP: status, label and body. In: values. Out: the forms of PBS's formatter.
// Success is `{"data": …}`, an error is plain text that is labelled JSON all the same (protocol.md 1.6, 3).
import type { Refusal } from '../refusal.js';

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly contentType: string | null;
  /** Pieces are sent as they are: one DATA frame each, without a content-length. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /** Beside the label and the length. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

export const jsonType = 'application/json;charset=UTF-8';
const bytesType = 'application/octet-stream';

const ok = 200;

export function dataAnswer(data: unknown, siblings: Readonly<Record<string, unknown>> = {}): Answer {
  const body = Buffer.from(JSON.stringify({ data, ...siblings }));
  return { kind: 'answer', status: ok, contentType: jsonType, body };
}

/** A list that is sent while it is made, as PBS sends its longest one. */
export function streamedAnswer(items: AsyncIterable<unknown>): Answer {
  return { kind: 'answer', status: ok, contentType: jsonType, body: formatList(items) };
}

/** PBS's pieces are of about this size (captures/pbs-4.1.1/12-pull). */
const pieceCharacters = 1000;

async function* formatList(items: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  let text = '{"data":[';
  let separator = '';
  for await (const item of items) {
    text += separator + JSON.stringify(item);
    separator = ',';
    if (text.length < pieceCharacters) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(`${text}]}`);
}

export function bytesAnswer(body: Answer['body']): Answer {
  return { kind: 'answer', status: ok, contentType: bytesType, body };
}

export function refusalAnswer(refusal: Refusal, contentType: string | null): Answer {
  return { kind: 'answer', status: refusal.status, contentType, body: Buffer.from(refusal.text) };
}
