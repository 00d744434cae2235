// A server of which nothing is heard, though it is there: with stopReading a peer that has vanished.
import { atMoment, deed, defineKind } from '../fault-kind.js';
import { durationMs } from '../fields.js';

export const stopWriting = defineKind({
  kind: 'stopWriting',
  says: 'writes nothing to the socket for `durationMs`, no frame of any kind; it is all sent then',
  fields: { durationMs, at: atMoment(['request', 'reply', 'afterReply']) },
  prepare: ({ durationMs: stoppedMs, at }) => ({
    places: ['upgrade', 'session'],
    moment: at,
    text: `writes nothing for ${stoppedMs} ms`,
    effect: deed(({ connection }) => connection.stopWriting(stoppedMs)),
  }),
});
