// In: the bytes of one HTTP/1.1 head, blank line included. Out: its parts, or the sentence that says why it is none.
// Tolerant where RFC 9112 lets a reader be: bare LF (2.2), folded lines (5.2), odd targets (left as they are).
import { decodeLatin1 } from '../bytes/index.js';
import type { Fields } from '../step/index.js';

export interface RequestLine {
  readonly kind: 'request';
  readonly method: string;
  readonly target: string;
  readonly isVersion10: boolean;
  readonly fields: Fields;
}

export interface StatusLine {
  readonly kind: 'response';
  readonly status: number;
  readonly isVersion10: boolean;
  readonly fields: Fields;
}

export interface BadHead {
  readonly kind: 'bad';
  readonly detail: string;
}

const requestPattern = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) +(\S.*?) +HTTP\/1\.([01])$/;
const statusPattern = /^HTTP\/1\.([01]) +([1-9]\d\d)(?: .*)?$/;

export function decodeRequestHead(bytes: Uint8Array): RequestLine | BadHead {
  const [first = '', ...lines] = splitLines(bytes);
  const match = requestPattern.exec(first);
  if (match === null) return { kind: 'bad', detail: `not a request line: ${measure(first)}` };
  const fields = parseFields(lines);
  if (typeof fields === 'string') return { kind: 'bad', detail: fields };
  return { kind: 'request', method: match[1] ?? '', target: match[2] ?? '', isVersion10: match[3] === '0', fields };
}

export function decodeResponseHead(bytes: Uint8Array): StatusLine | BadHead {
  const [first = '', ...lines] = splitLines(bytes);
  const match = statusPattern.exec(first);
  if (match === null) return { kind: 'bad', detail: `not a status line: ${measure(first)}` };
  const fields = parseFields(lines);
  if (typeof fields === 'string') return { kind: 'bad', detail: fields };
  return { kind: 'response', status: Number(match[2]), isVersion10: match[1] === '0', fields };
}

/** Fields of a trailer section; a broken one has none. */
export function decodeTrailers(bytes: Uint8Array): Fields | string {
  return parseFields(splitLines(bytes));
}

function splitLines(bytes: Uint8Array): string[] {
  const lines = decodeLatin1(bytes)
    .split('\n')
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  while (lines.length > 0 && lines[lines.length - 1] === '') lines.pop();
  return lines;
}

function parseFields(lines: readonly string[]): Fields | string {
  const fields: [string, string][] = [];
  for (const line of lines) {
    const last = fields[fields.length - 1];
    if ((line.startsWith(' ') || line.startsWith('\t')) && last !== undefined) {
      last[1] = `${last[1]} ${line.trim()}`.trim();
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) return `not a header line: ${measure(line)}`;
    fields.push([line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]);
  }
  return fields;
}

/** Its first character and its length, not more: a line in the wrong place can be a secret. */
const measure = (line: string): string =>
  `${JSON.stringify(line.slice(0, 1))} and ${Math.max(0, line.length - 1)} more characters`;

/** All values of a field, its lists joined as RFC 9110 5.3 says; null when it is absent. */
export function findField(fields: Fields, name: string): string | null {
  const values = fields.filter(([one]) => one === name).map(([, value]) => value);
  return values.length === 0 ? null : values.join(', ');
}
