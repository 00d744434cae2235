// In: bytes that are not TLS. Out: what a plain HTTP/1 request asks for: CONNECT, or anything else (which gets PBS's redirect), and
// the exact replies. Reads the head only; credentials of a proxy are neither kept nor checked. protocol.md 1.1, 1.3; RFC 9110 9.3.6.

export interface PlainRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly target: string;
  /** Value of `Host`; null when absent or empty. */
  readonly host: string | null;
  /** Bytes of the head; what lies behind belongs to what follows. */
  readonly headBytes: number;
}

export type PlainRequestResult =
  | PlainRequest
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed'; readonly detail: string };

/** The PBS client's own bound for a proxy's reply; our bound for its request. */
export const maxPlainHeadBytes = 32_768;

const requestLinePattern = /^([A-Z]{1,32}) (\S+) HTTP\/1\.[01]$/;
/** A request begins with a method; whatever does not is refused at its first byte, without waiting for a line's end. */
const methodStartPattern = /^[A-Z]/;

export function parsePlainRequest(bytes: Buffer): PlainRequestResult {
  if (bytes.length === 0) return { kind: 'incomplete' };
  if (!methodStartPattern.test(String.fromCharCode(bytes[0] ?? 0))) {
    return {
      kind: 'malformed',
      detail: `neither TLS nor HTTP: the first byte is 0x${(bytes[0] ?? 0).toString(16).padStart(2, '0')}`,
    };
  }
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) {
    return bytes.length < maxPlainHeadBytes
      ? { kind: 'incomplete' }
      : { kind: 'malformed', detail: `no end of a request head in ${bytes.length} bytes` };
  }
  const [requestLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const match = requestLinePattern.exec(requestLine);
  if (match === null) return { kind: 'malformed', detail: 'no HTTP/1 request line' };
  const host = lines.map((line) => /^host:[ \t]*(.*?)[ \t]*$/i.exec(line)?.[1]).find((value) => value);
  return { kind: 'request', method: match[1] ?? '', target: match[2] ?? '', host: host ?? null, headBytes: end + 4 };
}

/** `host:port`, `[v6]:port`; null when it is neither. */
export function parseConnectTarget(target: string): { readonly host: string; readonly port: number } | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@]+)):(\d{1,5})$/i.exec(target);
  return match === null ? null : { host: (match[1] ?? match[2] ?? '').toLowerCase(), port: Number(match[3]) };
}

/** Nothing behind the blank line: the PBS client refuses early bytes. */
export const connectAccepted = 'HTTP/1.1 200 Connection established\r\n\r\n';

function formatReply(status: string, headers: readonly string[], text: string): string {
  return [
    `HTTP/1.1 ${status}`,
    ...headers,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
    '',
    text,
  ].join('\r\n');
}

export const formatRefusal = (
  status: '400 Bad Request' | '403 Forbidden' | '502 Bad Gateway',
  sentence: string,
): string => formatReply(status, [], `${sentence}\n`);

/** What a PBS answers to plain HTTP on its TLS port. */
export function formatRedirect(request: PlainRequest): string {
  if (request.host === null || !/^[\w.:[\]-]+$/.test(request.host)) {
    return formatRefusal('400 Bad Request', 'A request without a Host header cannot be redirected to https.');
  }
  const isSafeToRepeat = request.method === 'GET' || request.method === 'HEAD';
  const status = isSafeToRepeat ? '301 Moved Permanently' : '308 Permanent Redirect';
  return formatReply(status, [`Location: https://${request.host}`], '');
}
