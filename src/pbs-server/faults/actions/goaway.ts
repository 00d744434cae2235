// GOAWAY: the server gives the connection up, in words of HTTP/2. It does not close it; `close` does.
import { z } from 'zod';
import { atMoment, deed, defineKind } from '../fault-kind.js';
import { codeOf, errorCode } from '../fields.js';

export const goaway = defineKind({
  kind: 'goaway',
  says: 'sends GOAWAY with `code` and `text` as its debug data; add `close` to end the connection as well',
  fields: { code: errorCode, text: z.string().default(''), at: atMoment(['request', 'reply', 'afterReply']) },
  prepare: ({ code, text, at }) => ({
    places: ['session'],
    moment: at,
    text: `sends GOAWAY ${code}`,
    effect: deed(({ connection }) => connection.goaway(codeOf(code), text)),
  }),
});
