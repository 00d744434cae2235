// Fields that several actions share: durations, byte counts, HTTP/2 error codes (RFC 9113 §7). In: nothing. Out: schemas.
import { z } from 'zod';

/** Node's timers overflow after 24 days; a fault that lasts longer than a day is a mistake. */
const maxDurationMs = 86_400_000;
const maxUint32 = 4_294_967_295;

export const durationMs = z.number().min(0).max(maxDurationMs);
export const byteCount = z.number().int().min(0);

const errorCodes = {
  NO_ERROR: 0,
  PROTOCOL_ERROR: 1,
  INTERNAL_ERROR: 2,
  FLOW_CONTROL_ERROR: 3,
  SETTINGS_TIMEOUT: 4,
  STREAM_CLOSED: 5,
  FRAME_SIZE_ERROR: 6,
  REFUSED_STREAM: 7,
  CANCEL: 8,
  COMPRESSION_ERROR: 9,
  CONNECT_ERROR: 10,
  ENHANCE_YOUR_CALM: 11,
  INADEQUATE_SECURITY: 12,
  HTTP_1_1_REQUIRED: 13,
} as const;

type CodeName = keyof typeof errorCodes;

/** A name of RFC 9113 §7, or a number. */
export const errorCode = z.union([
  z.enum(Object.keys(errorCodes) as [CodeName, ...CodeName[]]),
  z.number().int().min(0).max(maxUint32),
]);

export const codeOf = (code: z.output<typeof errorCode>): number =>
  typeof code === 'number' ? code : errorCodes[code];
