// A server that does not read its socket: TCP's own window closes in the end.
import { atMoment, deed, defineKind } from '../fault-kind.js';
import { durationMs } from '../fields.js';

export const stopReading = defineKind({
  kind: 'stopReading',
  says: 'reads nothing from the socket for `durationMs`; the system goes on taking bytes until its buffer is full',
  fields: { durationMs, at: atMoment(['request', 'reply', 'afterReply']) },
  prepare: ({ durationMs: stoppedMs, at }) => ({
    places: ['upgrade', 'session'],
    moment: at,
    text: `reads nothing for ${stoppedMs} ms`,
    effect: deed(({ connection }) => connection.stopReading(stoppedMs)),
  }),
});
