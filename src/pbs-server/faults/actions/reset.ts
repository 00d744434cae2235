// RST_STREAM instead of an answer.
import { atMoment, deed, defineKind } from '../fault-kind.js';
import { codeOf, errorCode } from '../fields.js';

export const reset = defineKind({
  kind: 'reset',
  says: 'resets the stream with `code` when the request comes, which is then not carried out, or (`at: reply`) when it has been',
  fields: { code: errorCode, at: atMoment(['request', 'reply']) },
  prepare: ({ code, at }) => ({
    places: ['session'],
    moment: at,
    text: `resets the stream with ${code}`,
    effect: deed(({ stream }) => stream?.reset(codeOf(code))),
  }),
});
