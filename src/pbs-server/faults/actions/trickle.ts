// A reply whose body comes drop by drop.
import { defineKind, shape } from '../fault-kind.js';
import { byteCount, durationMs } from '../fields.js';

export const trickle = defineKind({
  kind: 'trickle',
  says: 'sends the body of the reply `bytes` at a time (one DATA frame each), with a pause of `everyMs` between them',
  fields: { bytes: byteCount.min(1), everyMs: durationMs },
  prepare: ({ bytes, everyMs }) => ({
    places: ['rest', 'session'],
    moment: 'reply',
    text: `sends ${bytes} bytes every ${everyMs} ms`,
    effect: shape(() => ({ pace: { bytes, everyMs } })),
  }),
});
