// Another answer than the server's own: a status and a text, before, instead of or after the work (protocol.md 1.6, 1.9).
import { z } from 'zod';
import { defineKind, shape } from '../fault-kind.js';
import { byteCount, codeOf, errorCode } from '../fields.js';

const firstStatus = 200;
const lastStatus = 599;

export const reply = defineKind({
  kind: 'reply',
  says: 'answers with `status` and `text`; `instead: request` (default) reads the request and does not carry it out, `early` answers before its end and resets the stream with `code`, `result` carries it out first',
  fields: {
    status: z.number().int().min(firstStatus).max(lastStatus),
    text: z.string().default(''),
    contentType: z.string().nullable().default('application/json;charset=UTF-8'),
    instead: z.enum(['request', 'early', 'result']).default('request'),
    afterBytes: byteCount.default(0).describe('of an early one: bytes of the request that are read before it'),
    code: errorCode.optional().describe("of an early one: code of the RST_STREAM; the release's own when left out"),
  },
  prepare: ({ status, text, contentType, instead, afterBytes, code }) => ({
    places: ['rest', 'upgrade', 'session'],
    moment: 'reply',
    text: `answers ${status}${instead === 'request' ? '' : instead === 'early' ? ' early' : ' after the work'}`,
    effect: shape(() => ({
      substitute: {
        instead,
        status,
        text,
        contentType,
        afterBytes,
        code: code === undefined ? null : codeOf(code),
      },
    })),
  }),
});
