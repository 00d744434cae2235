// The task log's line for a call that was refused (protocol.md 5.8). In: call and refusal. Out: one line.
import { STATUS_CODES } from 'node:http';
import type { Refusal } from '../refusal.js';

export function formatFailure(method: string, path: string | null, refusal: Refusal): string {
  return `${method} ${path ?? '?'}: ${refusal.status} ${STATUS_CODES[refusal.status] ?? 'Unknown'}: ${refusal.text}`;
}
