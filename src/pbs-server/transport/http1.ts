// HTTP/1.1 replies as PBS's own server writes them: lower-case names, date last, no Connection header (protocol.md 1.6).
// In: an answer. Out: bytes on a response of node:http, or a head as text where the parser is gone (after an upgrade).
import { type ServerResponse, STATUS_CODES } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Answer } from '../api/index.js';
import { plainReply, type ReplyPlan } from '../faults/index.js';
import { pause } from './pause.js';
import { shapeHeaders } from './send-answer.js';
import { shapeBody } from './shape-body.js';

export type ExtraHeaders = readonly (readonly [name: string, value: string])[];

export async function sendResponse(
  response: ServerResponse,
  answer: Answer,
  extra: ExtraHeaders,
  plan: ReplyPlan = plainReply,
): Promise<void> {
  response.sendDate = false;
  response.removeHeader('connection');
  response.removeHeader('keep-alive');
  const headers = answer.body instanceof Uint8Array ? headersOf(answer, extra) : chunkedHeadersOf(answer, extra);
  for (const [name, value] of shapeHeaders(headers, plan)) response.setHeader(name, value);
  response.statusCode = answer.status;
  const body = shapeBody(answer.body, plan, pause);
  if (body instanceof Uint8Array) response.end(body);
  else await sendPieces(response, body, plan).catch(() => response.destroy()); // the head is out: a cut says the rest
}

async function sendPieces(response: ServerResponse, body: AsyncIterable<Uint8Array>, plan: ReplyPlan): Promise<void> {
  if (plan.cut === null) return pipeline(body, response);
  for await (const piece of body) response.write(piece);
  response.socket?.end(); // less than its content-length: only the connection's end can say so
}

export function formatResponseHead(status: number, headers: ExtraHeaders): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`;
}

export function headersOf(answer: Answer, extra: ExtraHeaders): ExtraHeaders {
  const headers: (readonly [string, string])[] = [...extra, ...(answer.headers ?? [])];
  if (answer.contentType !== null) headers.push(['content-type', answer.contentType]);
  if (answer.body instanceof Uint8Array) headers.push(['content-length', String(answer.body.length)]);
  headers.push(['date', new Date().toUTCString()]);
  return headers;
}

/** HTTP/1.1 says how a body without a length ends; the date stays last. */
function chunkedHeadersOf(answer: Answer, extra: ExtraHeaders): ExtraHeaders {
  const headers = headersOf(answer, extra);
  return [...headers.slice(0, -1), ['transfer-encoding', 'chunked'], ...headers.slice(-1)];
}
