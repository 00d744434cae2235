// Who owes the next byte of a call that does not move, in one sentence. In: the call and the windows its sender has.
// Out: text. protocol.md 1.7, 1.8; product.md 4.
import type { Call } from '../pbs/index.js';

export interface CallWindows {
  readonly connectionBytes: number | null;
  readonly streamBytes: number | null;
}

/** Request bytes that were announced: by content-length, else by the `encoded-size` parameter. */
export function announcedBytes(call: Call): number | null {
  return call.requestContentLength ?? call.parameters.encodedSizeBytes ?? null;
}

export function describeOwed(call: Call, toServer: CallWindows, toClient: CallWindows): string {
  if (call.requestEndAtMs === null) {
    const announced = announcedBytes(call);
    const rest = announced === null ? null : Math.max(0, announced - call.requestBytes);
    const shut = describeShut(toServer);
    const body = rest === null ? 'the rest of the request body' : `${rest} more bytes of the request body`;
    return shut === null
      ? `The client owes ${body}.`
      : `The server owes window (${shut}); the client has ${body} to send.`;
  }
  if (call.responseHeadAtMs === null) return 'The server owes a reply: it has the whole request.';
  const length = call.responseContentLength;
  const body =
    length === null ? 'the rest of the reply' : `${Math.max(0, length - call.responseBytes)} more bytes of the reply`;
  const shut = describeShut(toClient);
  return shut === null
    ? `The server owes ${body}.`
    : `The client owes window (${shut}); the server has ${body} to send.`;
}

function describeShut({ connectionBytes, streamBytes }: CallWindows): string | null {
  if (connectionBytes !== null && connectionBytes <= 0) return 'the window of the connection is used up';
  if (streamBytes !== null && streamBytes <= 0) return 'the window of the stream is used up';
  return null;
}
