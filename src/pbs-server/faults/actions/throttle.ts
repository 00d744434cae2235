// A server that limits the rate, as PBS's traffic control does.
import { z } from 'zod';
import { atMoment, deed, defineKind } from '../fault-kind.js';

export const throttle = defineKind({
  kind: 'throttle',
  says: 'reads (`toServer`, default) or writes (`toClient`) at most `bytesPerSec` on this connection from now on',
  fields: {
    bytesPerSec: z.number().int().min(1),
    direction: z.enum(['toServer', 'toClient']).default('toServer'),
    at: atMoment(['afterReply', 'request', 'reply']),
  },
  prepare: ({ bytesPerSec, direction, at }) => ({
    places: ['upgrade', 'session'],
    moment: at,
    text: `limits ${direction} to ${bytesPerSec} bytes/s`,
    effect: deed(({ connection }) => connection.throttle(direction, bytesPerSec)),
  }),
});
