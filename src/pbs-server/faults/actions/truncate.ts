// A reply that stops in the middle: content-length promises more than comes.
import { z } from 'zod';
import { defineKind, shape } from '../fault-kind.js';
import { byteCount, codeOf, errorCode } from '../fields.js';

export const truncate = defineKind({
  kind: 'truncate',
  says: 'ends the body of the reply after `atByte` bytes, with END_STREAM as if it were whole or (`end: reset`) with RST_STREAM and `code`; over HTTP/1.1 the connection ends',
  fields: {
    atByte: byteCount,
    end: z.enum(['end-stream', 'reset']).default('end-stream'),
    code: errorCode.default('INTERNAL_ERROR'),
  },
  prepare: ({ atByte, end, code }) => ({
    places: ['rest', 'session'],
    moment: 'reply',
    text: `cuts the reply after ${atByte} bytes${end === 'reset' ? ` with RST_STREAM ${code}` : ''}`,
    effect: shape(() => ({ cut: { atByte, end, code: codeOf(code) } })),
  }),
});
