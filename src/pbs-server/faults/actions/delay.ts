// Waits: before the request's body is read, before the reply's first byte, or before what stands behind it in the list.
import { atMoment, deed, defineKind } from '../fault-kind.js';
import { durationMs } from '../fields.js';

export const delay = defineKind({
  kind: 'delay',
  says: 'waits `durationMs`, and up to `jitterMs` more, before the reply leaves or (`at: request`) before the body is read',
  fields: {
    durationMs,
    jitterMs: durationMs.default(0),
    at: atMoment(['reply', 'request', 'afterReply']),
  },
  prepare: ({ durationMs: leastMs, jitterMs, at }) => ({
    places: ['rest', 'upgrade', 'session'],
    moment: at,
    text: `waits ${leastMs} ms${jitterMs > 0 ? ` and up to ${jitterMs} ms more` : ''}`,
    effect: deed(({ pause, random }) => pause(jitterMs > 0 ? leastMs + random() * jitterMs : leastMs)),
  }),
});
