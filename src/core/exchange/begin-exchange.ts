// In: a request head, or the first sign of a stream whose head was not seen. Out: a fresh Exchange.
import type { HeaderList, RequestHead } from '../event/index.js';
import type { Exchange } from './exchange.js';

export function headerValue(headers: HeaderList, name: string): string | null {
  return headers.find(([key]) => key === name)?.[1] ?? null;
}

/** Null when absent or no plain number. */
export function contentLengthOf(headers: HeaderList): number | null {
  const text = headerValue(headers, 'content-length');
  if (text === null || !/^\d+$/.test(text)) return null;
  const bytes = Number(text);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

export function beginExchange(id: number, head: RequestHead): Exchange {
  return {
    id,
    connection: head.connection,
    protocol: head.protocol,
    stream: head.stream,
    method: head.method,
    target: head.target,
    authority: head.authority,
    userAgent: headerValue(head.headers, 'user-agent'),
    credential: head.credential,
    upgrade: head.upgrade,
    startedAtMs: head.firstAtMs,
    requestHeadAtMs: head.atMs,
    requestFirstDataAtMs: null,
    requestEndAtMs: null,
    responseFirstAtMs: null,
    responseHeadAtMs: null,
    responseEndAtMs: null,
    lastProgressAtMs: head.atMs,
    requestBytes: 0,
    responseBytes: 0,
    requestContentLength: contentLengthOf(head.headers),
    responseContentLength: null,
    status: null,
    reset: null,
    windowBlockedMs: { connection: 0, stream: 0 },
    isPartial: false,
    state: 'open',
  };
}

/** The head went by before the recording began: what it said stays unknown. */
export function beginPartialExchange(
  id: number,
  seen: { readonly connection: number; readonly stream: number; readonly atMs: number },
): Exchange {
  const head: RequestHead = {
    kind: 'requestHead',
    connection: seen.connection,
    protocol: 'http2',
    stream: seen.stream,
    atMs: seen.atMs,
    firstAtMs: seen.atMs,
    method: '',
    target: '',
    authority: null,
    headers: [],
    credential: null,
    upgrade: null,
    headBytes: 0,
    hasBody: true,
  };
  return { ...beginExchange(id, head), isPartial: true };
}
