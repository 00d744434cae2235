// What of a body decode keeps (D1): asked once per exchange and direction, when the head is known. Built from the
// endpoint table outside decode, so that decode knows no PBS.
import type { Protocol } from '../event/index.js';
import type { Direction } from '../wire/index.js';

export interface BodyContext {
  readonly protocol: Protocol;
  readonly direction: Direction;
  readonly method: string;
  readonly target: string;
  /** `Upgrade` value by which the connection became HTTP/2; null in HTTP/1.1 and HTTP/2 from the first byte. */
  readonly upgrade: string | null;
  /** Null for a request body. */
  readonly status: number | null;
}

export type BodyCapture =
  | { readonly mode: 'none' }
  | { readonly mode: 'first'; readonly byteCount: number }
  | { readonly mode: 'whole'; readonly limitBytes: number }
  | { readonly mode: 'stream' };

export type CapturePolicy = (context: BodyContext) => BodyCapture;

export const captureNothing: CapturePolicy = () => ({ mode: 'none' });
